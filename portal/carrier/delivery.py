"""Handing messages to the carrier: nothing lost, nothing placed twice (L4).

A worker claims a message by a session advisory lock, notes that a call begins, calls outside any transaction,
and writes down the answer in one transaction with the news to the rooms above. Locks end with the database
session: what a killed worker had claimed is free at once. Since the beginning was noted, the next worker looks
the order up before it places it again.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from portal.lib.sealed import SealBroken

from .asking import ask_to_cancel, place_once
from .gateway import CancelAnswer, CarrierAway, CarrierGateway, CarrierRefused, Receipt, gateway
from .models import CarrierMessage, MessageAction, MessageState
from .patience import call_may_last
from .sentences import sentence
from .settling import answer_received, gone_wrong, refused, was_away

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
BATCH = 50
LOCK_SPACE = 0x63617272  # "carr": advisory locks of the messages
AWAY_IN_A_ROW = 3  # then it is the carrier, not the message


@dataclass
class Run:
    """What one delivery did. `unfinished`: time was up while messages were waiting."""

    sent: int = 0
    refused: int = 0
    postponed: int = 0
    unfinished: bool = False
    away: int = 0  # in a row
    carrier_is_away: bool = False


def deliver_waiting(*, clock: Clock, seconds: float = 30.0) -> Run:
    """Deliver what is due until nothing is left, the carrier is away or time is up."""
    run = Run()
    deadline = time.monotonic() + seconds
    carrier = gateway()
    while ids := _due(clock()):
        has_moved = False
        for message_id in ids:
            with _claimed(message_id) as is_ours:
                has_moved |= is_ours and _deliver(message_id, carrier, run, clock)
            if run.carrier_is_away:
                return run
            if time.monotonic() > deadline:
                run.unfinished = True
                return run
        if not has_moved:  # others are at the rest
            break
    return run


def something_is_due(now: datetime) -> bool:
    """Is there a due message?"""
    return _waiting(now).exists()


def _deliver(message_id: int, carrier: CarrierGateway, run: Run, clock: Clock) -> bool:
    """One message, from noting the beginning to writing down the end. False when there was nothing to do."""
    begun = _begin(message_id, clock())
    if begun is None:
        return False
    message, may_have_left = begun
    try:
        answer = _ask(message, carrier, may_have_left=may_have_left)
    except CarrierRefused as refusal:
        run.refused += refused(message, refusal.reason, now=clock())
    except SealBroken:
        run.refused += refused(message, sentence("seal_broken"), now=clock())
    except CarrierAway as away:
        _note_away(run, away)
        gave_up = was_away(message, away, is_first=not may_have_left, now=clock())
        run.refused += gave_up
        run.postponed += not gave_up
        return True
    except Exception as error:
        log.exception("carrier gateway failed with %s", message.order_number)
        gone_wrong(message, error, now=clock())
        run.postponed += 1
    else:
        is_written = answer_received(message, answer, now=clock())
        run.sent += is_written
        run.postponed += not is_written
    run.away = 0
    return True


def _ask(message: CarrierMessage, carrier: CarrierGateway, *, may_have_left: bool) -> Receipt | CancelAnswer:
    if message.action == MessageAction.SUBMIT:
        return place_once(message, carrier, may_have_left=may_have_left)
    return ask_to_cancel(message, carrier, may_have_left=may_have_left)


def _begin(message_id: int, now: datetime) -> tuple[CarrierMessage, bool] | None:
    """The message with its beginning noted, and whether a call may have left before; None when it is not due.

    Should we die in the call, nobody looks before the call can have ended at the carrier.
    """
    with transaction.atomic(durable=True):
        message = _waiting(now).select_for_update(of=("self",)).filter(pk=message_id).first()
        if message is None:
            return None
        may_have_left = message.started_at is not None
        message.started_at = message.started_at or now
        message.due_at = now + call_may_last()
        message.tries += 1
        message.save(update_fields=["started_at", "due_at", "tries"])
    return message, may_have_left


def _note_away(run: Run, away: CarrierAway) -> None:
    run.away += 1
    run.carrier_is_away = run.away >= AWAY_IN_A_ROW or not away.left or away.retry_after is not None


def _waiting(now: datetime) -> QuerySet[CarrierMessage]:
    """What is due; a cancellation waits until its order has left."""
    order = CarrierMessage.objects.filter(
        order_number=OuterRef("order_number"), action=MessageAction.SUBMIT, state=MessageState.WAITING
    )
    due = CarrierMessage.objects.filter(state=MessageState.WAITING, due_at__lte=now)
    return due.exclude(Exists(order), action=MessageAction.CANCEL).order_by()


def _due(now: datetime) -> list[int]:
    return list(_waiting(now).order_by("due_at", "id").values_list("id", flat=True)[:BATCH])


@contextmanager
def _claimed(message_id: int) -> Iterator[bool]:
    """Is the message ours? Until the end of the block, or of our process, it is nobody else's then."""
    is_ours = _lock("pg_try_advisory_lock", message_id)
    try:
        yield is_ours
    finally:
        if is_ours:
            _lock("pg_advisory_unlock", message_id)


def _lock(function: str, message_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK_SPACE << 32 | message_id & 0xFFFFFFFF])
        return bool(cursor.fetchone()[0])
