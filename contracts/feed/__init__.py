"""Products and orders as the carrier feed brings them (C15, docs/formats/carrier-feed.md)."""
