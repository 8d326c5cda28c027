"""Orders that do not go on, and why: what the service centre looks at every morning (C7, L4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.models import Order
from contracts.models.orders import OrderChannel, OrderQuerySet
from portal.lib.periods import berlin_day

PATIENCE = timedelta(hours=1)  # so long an order may be on its way to the carrier without anybody wondering


@dataclass(frozen=True)
class Trouble:
    """Why one order is stuck, in sentences for staff."""

    order: Order
    reasons: tuple[str, ...]


def stuck_orders(now: datetime) -> OrderQuerySet:
    """Open orders of the portal whose day is over, that never reached the carrier, or that met a fault."""
    overdue = Q(activation_on__lt=berlin_day(now))
    never_left = Q(carrier_received_at=None, placed_at__lt=now - PATIENCE)
    faulty = ~Q(trouble="")
    return Order.objects.open().exclude(channel=OrderChannel.ELSEWHERE).filter(overdue | never_left | faulty)


def trouble_of(order: Order, now: datetime) -> Trouble:
    """The reasons of one order; none when it goes on as planned, or is followed by those who took it elsewhere."""
    reasons = []
    if not order.is_open or order.channel == OrderChannel.ELSEWHERE:
        return Trouble(order, ())
    if order.carrier_received_at is None and order.placed_at < now - PATIENCE:
        reasons.append(_("The carrier has not received it yet."))
    if order.activation_on is not None and order.activation_on < berlin_day(now):
        reasons.append(_("Its day has passed."))
    if order.trouble:
        reasons.append(_("A fault of the portal: %(fault)s") % {"fault": order.trouble})
    return Trouble(order, tuple(reasons))
