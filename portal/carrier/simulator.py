"""A carrier made of one table: for the demo, for tests, and until the real ordering system is connected.

Orders complete on their activation date (Europe/Berlin) by themselves. Staff can complete, fail or hold one. Web
and worker agree because nothing is kept outside `SimulatedOrder`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from portal.lib.periods import BERLIN

from .gateway import CancelAnswer, CarrierNews, CarrierOrder, CarrierRefused, Receipt
from .models import SimulatedOrder
from .sentences import sentence
from .simulated_numbers import assigned_to

COMPLETES_AT = time(6)
RUNNING, HELD, COMPLETED, FAILED, CANCELLED = "inProgress", "held", "completed", "failed", "cancelled"
OPEN = (RUNNING, HELD)


class Simulator:
    """Accepts every order once per number. Passwords are taken and forgotten."""

    def __init__(self, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.clock = clock

    def submit(self, order: CarrierOrder) -> Receipt:
        row, _is_new = SimulatedOrder.objects.get_or_create(
            number=order.number, defaults=_first_state(order, self.clock())
        )
        return Receipt(row.reference, row.received_at, row.state)

    def status(self, numbers: Sequence[str]) -> list[CarrierNews]:
        now = self.clock()
        with transaction.atomic():
            rows = list(
                SimulatedOrder.objects.select_for_update().filter(number__in=numbers).order_by("number")
            )
            for row in rows:
                _complete_when_due(row, now)
        return [_news(row) for row in rows]

    def cancel(self, number: str, reference: str, reason: str) -> CancelAnswer:
        """Accepted until the day before the activation date; the next `status` says cancelled."""
        now = self.clock()
        with transaction.atomic():
            row = SimulatedOrder.objects.select_for_update().filter(number=number).first()
            if row is None:
                raise CarrierRefused(sentence("unknown_order"))
            _complete_when_due(row, now)
            if row.state == CANCELLED:
                return CancelAnswer("done", row.state_at)
            if row.state not in OPEN:
                return CancelAnswer("refused", now, sentence("order_is_over"))
            if row.activation_on - _day(now) < timedelta(days=1):
                return CancelAnswer("refused", now, sentence("too_late"))
            move(row, CANCELLED, now=now, reason=reason)
        return CancelAnswer("accepted", now)


def move(row: SimulatedOrder, state: str, *, now: datetime, reason: str = "") -> None:
    """Write a new state. The caller holds the row's lock."""
    row.state, row.state_at, row.reason = state, now, reason
    row.save(update_fields=["state", "state_at", "reason"])


def _first_state(order: CarrierOrder, now: datetime) -> dict[str, object]:
    return {
        "reference": f"SIM-{order.number}",
        "customer_number": order.customer_number,
        "kind": order.kind,
        "description": order.description,
        "activation_on": order.activation_on,
        "received_at": now,
        "state": RUNNING,
        "state_at": now,
        "assigned": assigned_to(order),
    }


def _news(row: SimulatedOrder) -> CarrierNews:
    """What was assigned is told when the work is done."""
    assigned = row.assigned if row.state == COMPLETED else {}
    return CarrierNews(
        row.number, row.reference, row.state, row.state_at, row.reason, assigned=dict(assigned)
    )


def _complete_when_due(row: SimulatedOrder, now: datetime) -> None:
    """Completed at six in the morning of the activation date; an order that came later, when it is looked at."""
    if row.state != RUNNING or _day(now) < row.activation_on:
        return
    six = datetime.combine(row.activation_on, COMPLETES_AT, BERLIN)
    move(row, COMPLETED, now=six if row.received_at < six <= now else now)


def _day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()
