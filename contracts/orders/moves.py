"""The one function that moves an order, and everything that belongs to a move (C7; architecture, wall 2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import Login
from accounts.operations.notices import tell
from contracts.models import (
    CancellationOutcome,
    CancellationRequest,
    Order,
    OrderEvent,
    PendingMailbox,
    Product,
)
from portal.audit.trail import Actor, record
from portal.outbox.links import absolute_url

from .agreed import agreed_in
from .errors import MoveRefused
from .locks import locked_order
from .registry import kind_of
from .states import FINAL, OrderState, may_move

MAILS = {
    OrderState.COMPLETED: "order_completed",
    OrderState.PARTIAL: "order_partly_done",
    OrderState.FAILED: "order_failed",
    OrderState.REJECTED: "order_failed",
    OrderState.CANCELLED: "order_cancelled",
    OrderState.HELD: "order_held",
}


class Cause(StrEnum):
    """Why an order moved."""

    CUSTOMER = "customer"
    CARRIER = "carrier"
    STAFF = "staff"
    PORTAL = "portal"


@transaction.atomic
def move_order(
    *,
    order_id: int,
    to: OrderState,
    cause: Cause,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    reason: str = "",
    note: str = "",
) -> Order:
    """Move an order under its lock, with event, audit entry, effect and mail in the same transaction.

    `at` is when the state began (default: now), `reason` a sentence for the customer, `note` one for staff.
    A move to the state it is in does nothing. MoveRefused for moves that are not in the table.
    """
    order = locked_order(pk=order_id)
    if order.state == to:
        return order
    if not may_move(order.state, to):
        raise MoveRefused(order.state, to)
    old = order.state
    order.state, order.state_at = to, at or now
    order.reason, order.trouble = reason, ""  # what spoke against the old state is over with it
    if to is OrderState.COMPLETED:
        order.completed_at = at or now
        _take_effect(order, now)
    elif to in FINAL:
        _drop(order, now)
    order.save()
    if to in FINAL:
        PendingMailbox.objects.filter(order=order).delete()
    OrderEvent.objects.create(
        order=order, state=to, at=order.state_at, cause=cause, actor=actor.name, note=note or reason
    )
    record(
        "order.state_changed",
        actor=actor,
        now=now,
        customer_id=order.customer_id,
        subject=order,
        old={"state": old},
        new={"state": str(to)},
        note=note or reason,
    )
    _decide_cancellation(order, now)
    if is_told(to, reason):
        tell_customer(MAILS[to], order, now)
    return order


def is_told(to: OrderState, reason: str) -> bool:
    """Is a mail written about this move? About a hold only when there is something to say: what is missing."""
    return to in MAILS and (to is not OrderState.HELD or bool(reason))


def _take_effect(order: Order, now: datetime) -> None:
    """What the kind says that changes here; orders placed elsewhere change nothing by themselves."""
    kind = kind_of(order.kind)
    if kind is None or order.product_id is None or order.catalogue_id is None:
        return
    product = Product.objects.get(pk=order.product_id)  # locked with the order
    kind.complete(order, product, agreed_in(order), now=now)


def _drop(order: Order, now: datetime) -> None:
    """Nothing changes; what the kind kept until now is not needed any more."""
    kind = kind_of(order.kind)
    if kind is not None:
        kind.dropped(order, now=now)


def _decide_cancellation(order: Order, now: datetime) -> None:
    """A final state answers a wish to cancel: what is not carried out is stopped, whoever stopped it."""
    outcome = {
        OrderState.CANCELLED: CancellationOutcome.ACCEPTED,
        OrderState.FAILED: CancellationOutcome.ACCEPTED,
        OrderState.REJECTED: CancellationOutcome.ACCEPTED,
        OrderState.COMPLETED: CancellationOutcome.REFUSED,
        OrderState.PARTIAL: CancellationOutcome.REFUSED,
    }.get(OrderState(order.state))
    if outcome is not None:
        asked = CancellationRequest.objects.filter(order=order, outcome=CancellationOutcome.ASKED)
        asked.update(outcome=outcome, decided_at=now)


def tell_customer(
    mail: str,
    order: Order,
    now: datetime,
    context: Mapping[str, Any] | None = None,
    *,
    once_key: str | None = None,
) -> bool:
    """A mail about an order to whoever placed it; where they have no confirmed address, and for orders placed
    elsewhere, to the customer's own login. False when nobody can be reached."""
    own = Login.objects.filter(kind="customer", identifier=order.customer.number).first()
    return any(
        tell(
            mail, login=login, now=now, context=_values(order, login) | dict(context or {}), once_key=once_key
        )
        for login in dict.fromkeys((order.placed_by, own))
        if login is not None
    )


def _values(order: Order, login: Login) -> dict[str, Any]:
    return {
        "order": order,
        "order_number": order.number,
        "order_name": (order.title or {}).get(login.language) or order.name,
        "rows": rows_in([*order.summary, *order.results], login.language),
        "activation_on": order.activation_on,
        "reason": order.reason,
        "order_url": absolute_url(reverse("orders:order", args=[order.number])),
    }


def rows_in(rows: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str]]:
    """The stored rows of a summary in one language."""
    key = language if language in ("de", "en") else "de"
    return [(row["label"][key], row["value"][key]) for row in rows]
