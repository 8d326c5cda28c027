"""Handing mails to the mail server: one connection, one short transaction per mail.

A worker claims a few mails by advisory locks and marks each as sent, in a transaction of its own, right after
its hand-over. Locks end with the database session: what a killed worker had claimed is free at once, and only
the one mail that was in hand-over can repeat, with the same Message-ID. (Row locks would have to be held in an
open transaction, which could not commit mail by mail. Session locks need a direct connection or a pooler in
session mode.)
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection

from .message import OutboxMessage
from .models import MailState, OutgoingMail, OutgoingMailQuerySet
from .verdict import MAIL_ERRORS, MOST_TRIES, Verdict, delay_after, judge

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
WINDOW = 500  # workers pick in different order from the same oldest mails, so they seldom meet
BATCH = 50
LOCK_SPACE = 0x6D61696C  # "mail": advisory locks of the connections (two numbers) and of the mails (one)
_random = SystemRandom()


@dataclass
class Run:
    """What one delivery did. `unfinished`: time was up while mails were waiting."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    unfinished: bool = False
    server_is_away: bool = False


class Postman:
    """One connection to the mail server, opened with the first mail."""

    def __init__(self) -> None:
        self.backend = get_connection(fail_silently=False)
        self.carried = 0

    def hand_over(self, mail: OutgoingMail) -> None:
        message = OutboxMessage(mail)
        self.backend.open()
        self.backend.send_messages([message])
        self.carried += 1

    def hang_up(self) -> bool:
        """Close the connection; False when it carried nothing, so that a new one would not help either."""
        was_useful = self.carried > 0
        self.carried = 0
        self.backend.close()
        return was_useful


def deliver_waiting(*, clock: Clock, seconds: float = 30.0) -> Run:
    """Deliver what is due until nothing is left or time is up. Returns at once when enough others are at it."""
    run = Run()
    deadline = time.monotonic() + seconds
    while not (run.unfinished or run.server_is_away):
        with _free_connection() as number:
            if number is None:
                break
            _empty(run, clock, deadline)
        # Somebody may have found no free connection just before we gave ours back: look again.
        if not something_is_due(clock()):
            break
    return run


def _empty(run: Run, clock: Clock, deadline: float) -> None:
    postman = Postman()
    try:
        while ids := _next_ids(clock()):
            with _claimed(ids, clock()) as mails:
                for mail in mails:
                    _deliver(mail, postman, run, clock)
                    if run.server_is_away:
                        return
            if not mails:
                return
            if time.monotonic() > deadline:
                run.unfinished = True
                return
    finally:
        postman.hang_up()


def _deliver(mail: OutgoingMail, postman: Postman, run: Run, clock: Clock) -> None:
    """Hand over, mark. What a refused mail tells of the server decides whether the run goes on."""
    try:
        postman.hand_over(mail)
    except MAIL_ERRORS as error:
        verdict = judge(error)
        _mark_refused(mail, verdict, run, clock())
        if verdict.server_is_away:
            run.server_is_away = not postman.hang_up()
    else:
        _mark_sent(mail, clock())
        run.sent += 1


def _mark_sent(mail: OutgoingMail, now: datetime) -> None:
    """The clear copy goes with the mail; only a demo keeps it, to show it at /demo/post/."""
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT,
        sent_at=now,
        tries=mail.tries + 1,
        last_error="",
        sealed=mail.sealed if settings.DEMO_MODE else "",
    )


def _mark_refused(mail: OutgoingMail, verdict: Verdict, run: Run, now: datetime) -> None:
    tries = mail.tries + 1
    mail.tries = tries
    mail.last_error = verdict.reason
    if verdict.is_final or tries >= MOST_TRIES:
        mail.state = MailState.FAILED
        mail.sealed = ""
        run.failed += 1
        log.warning("mail %s failed", mail.pk)
    else:
        mail.due_at = now + delay_after(tries)
        run.postponed += 1
    mail.save(update_fields=["state", "tries", "last_error", "sealed", "due_at"])


def _waiting(now: datetime) -> OutgoingMailQuerySet:
    return OutgoingMail.objects.filter(state=MailState.WAITING, due_at__lte=now).order_by()


def _next_ids(now: datetime) -> list[int]:
    """Some of the oldest mails, single ones before mass mailings."""
    oldest = list(_waiting(now).order_by("is_bulk", "due_at", "id").values_list("is_bulk", "id")[:WINDOW])
    oldest.sort(key=lambda row: (row[0], _random.random()))
    return [mail_id for _, mail_id in oldest[:BATCH]]


def something_is_due(now: datetime) -> bool:
    """Is there a due mail that no worker has claimed?"""
    with _claimed(_next_ids(now), now) as mails:
        return bool(mails)


@contextmanager
def _claimed(ids: list[int], now: datetime) -> Iterator[list[OutgoingMail]]:
    """Those of the mails that nobody else has claimed, as they are now; read after locking, not before."""
    locked = _each("pg_try_advisory_lock", ids)
    try:
        yield list(_waiting(now).filter(pk__in=locked).order_by("is_bulk", "due_at", "id"))
    finally:
        _each("pg_advisory_unlock", locked)


def _each(function: str, ids: list[int]) -> list[int]:
    """Call an advisory lock function for each mail; the ids for which it said yes."""
    if not ids:
        return []
    keys = [LOCK_SPACE << 32 | mail_id & 0xFFFFFFFF for mail_id in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(key) FROM unnest(%s::bigint[]) WITH ORDINALITY AS t(key, n) ORDER BY n",  # noqa: S608
            [keys],
        )
        return [mail_id for mail_id, (yes,) in zip(ids, cursor.fetchall(), strict=True) if yes]


@contextmanager
def _free_connection() -> Iterator[int | None]:
    """One of the MAIL_CONNECTIONS the mail server grants us, or None; the lock ends with our process."""
    number = next((n for n in range(settings.MAIL_CONNECTIONS) if _lock("pg_try_advisory_lock", n)), None)
    try:
        yield number
    finally:
        if number is not None:
            _lock("pg_advisory_unlock", number)


def _lock(function: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK_SPACE, number])
        return bool(cursor.fetchone()[0])
