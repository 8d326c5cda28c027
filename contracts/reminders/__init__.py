"""Reminders the law asks for: the end of the minimum term, and once a year the best tariff (L6, §§ 56, 57 TKG)."""
