"""What the service centre does with orders (K2)."""

from datetime import datetime

from django.db import transaction

from contracts.models import Order
from portal.audit.trail import Actor
from portal.carrier.handover import withdraw_order

from .moves import Cause, move_order
from .states import FINAL, MOVES, OrderState


def moves_of(order: Order) -> list[OrderState]:
    """Where staff may move the order to: what the table allows, and never back to waiting for the carrier."""
    allowed = MOVES[OrderState(order.state)] - {OrderState.ACKNOWLEDGED, OrderState.ASSESSING_CANCELLATION}
    return [state for state in OrderState if state in allowed]


@transaction.atomic
def change_state(*, order: Order, to: OrderState, reason: str, actor: Actor, now: datetime) -> Order:
    """Move an order by hand, with a reason that the customer may read. MoveRefused when the table forbids it,
    IntegrityError when what it brings (number, card, address) is somebody else's.

    Completing has the kind's effect, like the carrier's own word. What is over and never left for the carrier does
    not leave any more; what may have left, staff settle with the carrier.
    """
    moved = move_order(order_id=order.pk, to=to, cause=Cause.STAFF, actor=actor, now=now, reason=reason)
    if to in FINAL:
        withdraw_order(order.number, now=now)
    return moved
