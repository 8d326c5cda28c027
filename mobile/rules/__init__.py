"""Pure decisions about mobile contracts: no database, no clock; sentences are for customers."""
