"""Call records (EVN) for customers: the page, its filters and totals, exports, analysis (F1–F7)."""
