"""Pages of mobile contracts; each shows our copy of the carrier's data, with its date."""
