"""Which invoices show their call records: the newest six lists, for six months after dispatch (F1, F6)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from billing.models import Invoice
from portal.lib.periods import invisible_from

NEWEST_LISTS = 6


class CallList(Enum):
    """What has become of the call records of an invoice."""

    SHOWN = "shown"
    NONE = "none"  # billing sent none, or the customer chose to have none stored
    OLDER = "older"  # six newer invoices have call records
    EXPIRED = "expired"  # the six months after dispatch are over (TDDDG § 10 (2))

    @property
    def is_open(self) -> bool:
        """Whether page, exports and analysis answer; a list that is empty says so on its page."""
        return self in (CallList.SHOWN, CallList.NONE)


def call_lists(invoices: Iterable[Invoice], *, now: datetime) -> dict[int, CallList]:
    """The state of each invoice's call records, by id.

    `invoices` are all visible ones of an account, newest first. Six lists count per customer number, and only
    invoices that have call records count: a credit note takes no place from them.
    """
    places: Counter[int] = Counter()
    states = {}
    for invoice in invoices:
        places[invoice.customer_id] += bool(invoice.call_count)
        states[invoice.pk] = _state(invoice, places[invoice.customer_id], now)
    return states


def _state(invoice: Invoice, place: int, now: datetime) -> CallList:
    if now >= invisible_from(invoice.dispatched_on):
        return CallList.EXPIRED
    if not invoice.call_count:
        return CallList.NONE
    return CallList.SHOWN if place <= NEWEST_LISTS else CallList.OLDER
