"""Billing runs: read, checked and published all or nothing (E3); docs/formats/billing-run.md is the format."""
