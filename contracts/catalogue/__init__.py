"""What the operator sells, to which terms: versioned data read from files (C10, docs/formats/catalogue.md)."""
