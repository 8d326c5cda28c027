"""How long the portal keeps what it said to the carrier and heard from it (Art. 5 (1) e GDPR).

Messages name a customer and what was ordered. They show who said what when an order is disputed: with the first bills,
which may be objected to for eight weeks (§ 67 TKG), or with the bill a year later. The order, its steps, its papers
and the audit trail stay beyond that; they are the record of the contract.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .models import CarrierEvent, CarrierMessage, MessageState

KEPT = timedelta(days=400)


def forget_exchange(*, now: datetime, except_for: Iterable[str]) -> int:
    """Delete messages and events older than 400 days; how many. Never what still waits to leave.

    `except_for` are numbers of orders (a subquery of them is enough) whose messages and events are still needed.
    """
    messages = CarrierMessage.objects.filter(created_at__lt=now - KEPT).exclude(state=MessageState.WAITING)
    events = CarrierEvent.objects.filter(received_at__lt=now - KEPT)
    return sum(rows.exclude(order_number__in=except_for).delete()[0] for rows in (messages, events))
