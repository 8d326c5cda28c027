"""Customers as the carrier feed brings them (C15)."""
