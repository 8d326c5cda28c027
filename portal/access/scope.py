"""How much of a customer's account a login may see or change."""

from enum import IntEnum


class Scope(IntEnum):
    """Each step includes the ones before it (requirements A11, A12)."""

    INVOICES = 10
    INVOICES_AND_CALLS = 20
    READ = 30
    FULL = 40
