"""Writing down what came of a message, in one transaction with the news to the rooms above.

Where a receiver of the news fails, nothing is written but the next try and what must never be forgotten: the
carrier's number, and that the passwords are no longer needed.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from .gateway import CancelAnswer, CarrierAway, Receipt
from .models import CarrierMessage, MessageAction, MessageState
from .patience import delay_after, has_run_out
from .sentences import sentence
from .signals import cancellation_answered, order_received, order_refused

log = logging.getLogger(__name__)


def answer_received(message: CarrierMessage, answer: Receipt | CancelAnswer, *, now: datetime) -> bool:
    """The carrier answered. False when a receiver failed and the news must come again."""
    if isinstance(answer, CancelAnswer):
        if answer.outcome == "refused":
            return _refuse(message, answer.reason, answer, now)
        return _settle(message, MessageState.SENT, "", now, lambda: _tell_answer(message, answer, now))
    message.reference = answer.reference

    def tell() -> None:
        order_received.send(
            sender=None,
            number=message.order_number,
            reference=answer.reference,
            state=answer.state,
            at=answer.received_at,
            now=now,
        )

    return _settle(message, MessageState.SENT, "", now, tell)


def refused(message: CarrierMessage, reason: str, *, now: datetime) -> bool:
    """The carrier said no for good. False when a receiver failed and the news must come again."""
    return _refuse(message, reason, CancelAnswer("refused", now, reason), now)


def was_away(message: CarrierMessage, away: CarrierAway, *, is_first: bool, now: datetime) -> bool:
    """No usable answer: wait, or after days give up. True when it was given up."""
    if is_first and not away.left:
        message.started_at = None  # it can still be withdrawn
    if has_run_out(message, now):
        reason = sentence("given_up")
        log.error("message %s to the carrier was given up: %s", message, away.reason)
        return _refuse(message, reason, CancelAnswer("refused", now, reason), now)
    _postpone(message, away.reason, away.retry_after, now)
    return False


def gone_wrong(message: CarrierMessage, error: Exception, *, now: datetime) -> None:
    """A fault of our own: it waits for somebody to repair it."""
    _postpone(message, sentence("own_fault", error=type(error).__name__), None, now)


def _refuse(message: CarrierMessage, reason: str, answer: CancelAnswer, now: datetime) -> bool:
    def tell() -> None:
        if message.action == MessageAction.CANCEL:
            _tell_answer(message, answer, now)
        else:
            order_refused.send(sender=None, number=message.order_number, reason=reason, now=now)

    is_written = _settle(message, MessageState.REFUSED, reason, now, tell)
    if is_written:
        log.warning("message to the carrier was refused: %s", message.order_number)
    return is_written


def _settle(
    message: CarrierMessage, state: MessageState, reason: str, now: datetime, tell: Callable[[], None]
) -> bool:
    sealed = message.sealed
    message.state, message.last_error, message.sealed = state, reason, ""
    message.sent_at = now if state == MessageState.SENT else None
    try:
        with transaction.atomic(durable=True):
            tell()  # first: rooms above lock their order before its message, and so do we
            message.save(update_fields=["state", "last_error", "sealed", "sent_at", "reference"])
    except Exception as error:
        log.exception("news about %s could not be taken over", message.order_number)
        message.state, message.sent_at = MessageState.WAITING, None
        message.sealed = "" if message.reference else sealed  # refused: the next try asks the carrier again
        gone_wrong(message, error, now=now)
        return False
    return True


def _tell_answer(message: CarrierMessage, answer: CancelAnswer, now: datetime) -> None:
    cancellation_answered.send(sender=None, number=message.order_number, answer=answer, now=now)


def _postpone(message: CarrierMessage, reason: str, retry_after: float | None, now: datetime) -> None:
    message.last_error = reason
    message.due_at = now + delay_after(message.tries, retry_after)
    message.save(update_fields=["last_error", "due_at", "started_at", "reference", "sealed"])
