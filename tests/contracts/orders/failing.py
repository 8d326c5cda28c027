"""Orders that the carrier could not carry out."""

from django.utils import timezone

from contracts.models import Order
from contracts.orders.states import OrderState
from portal.carrier.models import SimulatedOrder
from portal.carrier.simulator import FAILED, move
from tests.contracts.orders.ordering import carrier_works


def let_fail(placed: Order, reason: str = "Zurzeit nicht möglich.") -> Order:
    """The carrier takes the order, and then it fails with this sentence for the customer."""
    carrier_works()
    move(SimulatedOrder.objects.get(number=placed.number), FAILED, now=timezone.now(), reason=reason)
    carrier_works()
    placed.refresh_from_db()
    assert (placed.state, placed.reason) == (OrderState.FAILED, reason)
    return placed
