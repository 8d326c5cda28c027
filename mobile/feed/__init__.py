"""What the carrier's feed says of mobile contracts: cards, numbers and settings; usage (C15)."""
