"""What staff do with simulated orders: complete, fail, hold. Each is in the audit trail."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import Actor, record
from portal.lib.jobs import start_after_commit

from .models import SimulatedOrder
from .simulator import COMPLETED, FAILED, HELD, OPEN, RUNNING, move


class SteeringError(Exception):
    """The order cannot be moved that way; the message is meant for people."""


def complete_now(number: str, *, actor: Actor, now: datetime) -> SimulatedOrder:
    """As if the activation date had come."""
    return _steer(number, COMPLETED, from_states=OPEN, actor=actor, now=now)


def fail(number: str, reason: str, *, actor: Actor, now: datetime) -> SimulatedOrder:
    """As if the carrier could not do it; customers may read the reason."""
    reason = reason.strip()
    if not reason:
        raise SteeringError(_("Please give a reason."))
    return _steer(number, FAILED, from_states=OPEN, reason=reason, actor=actor, now=now)


def hold(number: str, *, actor: Actor, now: datetime) -> SimulatedOrder:
    """As if the carrier waited for something; the order no longer completes by itself."""
    return _steer(number, HELD, from_states=(RUNNING,), actor=actor, now=now)


@transaction.atomic
def _steer(
    number: str,
    state: str,
    *,
    from_states: tuple[str, ...],
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> SimulatedOrder:
    """SteeringError when the order is unknown or in no such state. The portal asks for the news at once."""
    from .tasks import fetch

    row = SimulatedOrder.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise SteeringError(_("There is no such order."))
    if row.state not in from_states:
        raise SteeringError(_("This order can no longer be changed that way."))
    old = row.state
    move(row, state, now=now, reason=reason)
    record(
        "carrier.order_steered", actor=actor, now=now, subject=row,
        old={"state": old}, new={"number": number, "state": state}, note=reason,
    )  # fmt: skip
    start_after_commit(fetch, numbers=[number])
    return row
