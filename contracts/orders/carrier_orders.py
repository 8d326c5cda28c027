"""From our orders to the carrier's words, and from its news back to our states (walls 2 to 4)."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from contracts.models import CancellationOutcome, CancellationRequest, Order
from portal.audit.trail import system
from portal.carrier.gateway import CancelAnswer, CarrierNews, CarrierOrder
from portal.carrier.handover import enqueue_order
from portal.carrier.payloads import SecretShown
from portal.carrier.signals import cancellation_answered, order_news, order_received, order_refused

from .errors import MoveRefused, OrderRefused
from .kind import OrderKind
from .locks import lock_order
from .moves import Cause, move_order, tell_customer
from .states import FINAL, OPEN, OrderState, may_move

log = logging.getLogger(__name__)
ACTOR = system("carrier")
EASY_TO_GUESS = _(
    "This password is too easy to guess: it stands elsewhere in your order, as a number or a date. "
    "Please choose another one. Nothing was ordered."
)


def hand_to_carrier(order: Order, kind: OrderKind, secrets: Mapping[str, str], now: datetime) -> None:
    """Write the message that carries this order away, in the transaction that placed it.

    OrderRefused for a password that stands elsewhere in the order, like the customer number or today's date.
    """
    if order.product is None or order.activation_on is None:
        raise ValueError(f"order {order.number} was not placed in the portal")
    message = CarrierOrder(
        number=order.number,
        customer_number=order.customer.number,
        kind=order.kind,
        description=order.title["de"],
        placed_at=order.placed_at,
        activation_on=order.activation_on,
        items=kind.to_carrier(order, order.product),
        secrets=secrets,
    )
    try:
        enqueue_order(message, now=now)
    except SecretShown:
        raise OrderRefused(EASY_TO_GUESS) from None


@receiver(order_received)
def note_receipt(
    sender: object, number: str, reference: str, state: str, at: datetime, now: datetime, **kwargs: Any
) -> bool:
    """The carrier has the order: its own timestamp; our state stays unless the carrier is further (C7)."""
    order = lock_order(number=number)
    if order is None:
        return False
    if order.carrier_received_at is None:
        order.carrier_reference, order.carrier_received_at = reference, at
        order.save(update_fields=["carrier_reference", "carrier_received_at"])
    if OrderState(state) not in FINAL:  # an end comes with the next look, and with its reason
        news = CarrierNews(number, reference, state, at)
        _follow_or_note(order, news, told_at=min(at, now), now=now)  # events may have come before the receipt
    return True


@receiver(order_refused)
def note_refusal(sender: object, number: str, reason: str, now: datetime, **kwargs: Any) -> bool:
    """The carrier will not take it: the customer reads why, nothing changes."""
    order = Order.objects.filter(number=number).first()
    if order is None:
        return False
    if may_move(order.state, OrderState.REJECTED):
        move_order(
            order_id=order.pk,
            to=OrderState.REJECTED,
            cause=Cause.CARRIER,
            actor=ACTOR,
            now=now,
            reason=reason,
        )
    return True


@receiver(order_news)
def note_news(sender: object, news: CarrierNews, now: datetime, **kwargs: Any) -> bool:
    """A state at the carrier, asked for or announced; the same or older news again change nothing."""
    order = lock_order(number=news.number)
    if order is None:
        return False
    if order.carrier_received_at is None:
        order.carrier_reference, order.carrier_received_at = news.reference, now
        order.save(update_fields=["carrier_reference", "carrier_received_at"])
    if news.assigned and order.is_open:
        order.carrier_assigned = {**order.carrier_assigned, **news.assigned}
        order.save(update_fields=["carrier_assigned"])
    told_at = min(news.at, now) if news.event_id else now
    _follow_or_note(order, news, told_at=told_at, now=now)
    return True


@receiver(cancellation_answered)
def note_cancellation(
    sender: object, number: str, answer: CancelAnswer, now: datetime, **kwargs: Any
) -> bool:
    """The outcome of a wish to cancel (C6)."""
    order = lock_order(number=number)
    if order is None:
        return False
    if order.state != OrderState.ASSESSING_CANCELLATION:
        return True  # something final was faster
    if answer.outcome == "refused":
        _refuse_cancellation(order, answer, now)
        return True
    to = OrderState.CANCELLED if answer.outcome == "done" else OrderState.PENDING_CANCELLATION
    move_order(order_id=order.pk, to=to, cause=Cause.CARRIER, actor=ACTOR, now=now, at=answer.at)
    return True


def _refuse_cancellation(order: Order, answer: CancelAnswer, now: datetime) -> None:
    """The order goes on from where it was."""
    asked = CancellationRequest.objects.select_for_update().get(order=order)
    asked.outcome, asked.decided_at, asked.reason = CancellationOutcome.REFUSED, now, answer.reason
    asked.save(update_fields=["outcome", "decided_at", "reason"])
    order = move_order(
        order_id=order.pk,
        to=OrderState(asked.state_before),
        cause=Cause.CARRIER,
        actor=ACTOR,
        now=now,
        at=answer.at,
        note=answer.reason,
    )
    tell_customer("order_cancellation_refused", order, now, {"cancel_reason": answer.reason})


def _follow_or_note(order: Order, news: CarrierNews, *, told_at: datetime, now: datetime) -> None:
    """A fault of our own must not lose the news: the next look tries again, staff see why."""
    try:
        with transaction.atomic():
            _follow(order, news, told_at=told_at, now=now)
    except Exception as fault:
        log.exception("order %s: the carrier's news %s could not be followed", order.number, news.state)
        Order.objects.filter(pk=order.pk).update(
            trouble=f"{news.state}: {type(fault).__name__}: {fault}"[:500]
        )


def _follow(order: Order, news: CarrierNews, *, told_at: datetime, now: datetime) -> None:
    """Move where the carrier's news are newer than what we know and the move is in the table.

    `told_at` is when the carrier said so: the time of an event, or when it was asked. It orders the news, not the
    day since when a state holds, which may lie long before; a carrier's clock that is ahead of ours never makes
    the next news look old. An end is never old: nothing follows it.
    """
    to = OrderState(news.state)
    if order.state not in OPEN:
        return
    if to not in FINAL and order.carrier_news_at is not None and told_at < order.carrier_news_at:
        return  # announced late, or in another order
    if to != order.state and _leads_on(order, to) and not _is_overruled(order, news):
        try:
            move_order(
                order_id=order.pk,
                to=to,
                cause=Cause.CARRIER,
                actor=ACTOR,
                now=now,
                at=news.at,
                reason=news.reason,
            )
        except MoveRefused as refused:
            log.warning("order %s: the carrier's news %s do not fit", order.number, refused)
            return
    Order.objects.filter(pk=order.pk).update(carrier_news_at=told_at)


def _leads_on(order: Order, to: OrderState) -> bool:
    """False for states that say nothing new: our own first one, and going on as before while our customer's wish
    to cancel is not answered yet."""
    if to is OrderState.ACKNOWLEDGED:
        return False
    if order.state not in _CANCELLING or to not in _GOING_ON:
        return True
    return not CancellationRequest.objects.filter(order=order, outcome=CancellationOutcome.ASKED).exists()


def _is_overruled(order: Order, news: CarrierNews) -> bool:
    """Have staff moved the order, and does the carrier say what it said before that? Then nothing is new: asking
    every few minutes must not undo what the service centre knows. An end, another state or a later event counts."""
    if OrderState(news.state) in FINAL:
        return False
    events = list(order.events.all())
    if not events or events[-1].cause != Cause.STAFF or (news.event_id and news.at > events[-1].at):
        return False
    told = [event.state for event in events if event.cause == Cause.CARRIER]
    return bool(told) and told[-1] == news.state


_CANCELLING = (OrderState.ASSESSING_CANCELLATION, OrderState.PENDING_CANCELLATION)
_GOING_ON = (OrderState.PENDING, OrderState.IN_PROGRESS, OrderState.HELD)
