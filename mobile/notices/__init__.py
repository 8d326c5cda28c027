"""Notices about used allowances: whom we tell, when, and the choice not to be told (D8)."""
