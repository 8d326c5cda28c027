"""A customer's wish to cancel an order: a request with an outcome of its own (C6)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import CancellationOutcome, CancellationRequest, Order, OrderChannel
from portal.audit.trail import Actor
from portal.carrier.handover import enqueue_cancellation, withdraw_order

from .errors import OrderRefused
from .locks import locked_order
from .moves import Cause, move_order
from .registry import kind_of
from .states import CANCELLABLE, OrderState


def may_cancel(order: Order) -> bool:
    """Does asking make sense: the portal's own order, open, of a kind that can be stopped, not asked before?"""
    kind = kind_of(order.kind)
    return (
        order.channel == OrderChannel.PORTAL
        and order.state in CANCELLABLE
        and kind is not None
        and kind.is_cancellable
        and not hasattr(order, "cancellation")
    )


@transaction.atomic
def ask_to_cancel(*, order: Order, login_id: int | None, actor: Actor, now: datetime) -> Order:
    """Cancel at once while the order never left; otherwise ask the carrier. OrderRefused when it is too late."""
    order = locked_order(pk=order.pk)
    if hasattr(order, "cancellation"):
        return order
    if not may_cancel(order):
        raise OrderRefused(_("This order can no longer be cancelled."))
    request = CancellationRequest(
        order=order,
        asked_at=now,
        asked_by_id=login_id,
        outcome=CancellationOutcome.ASKED,
        state_before=order.state,
    )
    request.save(force_insert=True)
    if withdraw_order(order.number, now=now):
        return move_order(
            order_id=order.pk, to=OrderState.CANCELLED, cause=Cause.CUSTOMER, actor=actor, now=now
        )
    enqueue_cancellation(
        order_number=order.number,
        reference=order.carrier_reference,
        reason="Kundenwunsch",
        now=now,
    )
    return move_order(
        order_id=order.pk, to=OrderState.ASSESSING_CANCELLATION, cause=Cause.CUSTOMER, actor=actor, now=now
    )
