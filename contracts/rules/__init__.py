"""Pure decisions about products: no database, no clock."""
