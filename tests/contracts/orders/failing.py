"""A carrier that cannot do what was ordered."""

from django.utils import timezone

from contracts.models import Order
from portal.audit.trail import system
from portal.carrier.delivery import deliver_waiting
from portal.carrier.steering import fail
from tests.contracts.orders.ordering import carrier_works


def let_fail(placed: Order, reason: str = "Es geht nicht.") -> Order:
    """The carrier takes the order and fails with a reason; the order as it stands then."""
    deliver_waiting(clock=timezone.now)  # only that: what holds at once would be done with the first question
    fail(placed.number, reason, actor=system("test"), now=timezone.now())
    carrier_works()
    placed.refresh_from_db()
    return placed
