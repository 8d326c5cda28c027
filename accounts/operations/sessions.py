"""Ending stays and choosing the customer number of one (requirements A9, A16, A18)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import LoginSession, SessionEnd
from accounts.operations.notices import customer_id_of
from accounts.sessions import end_sessions
from portal.audit.trail import Actor, record

HISTORY = timedelta(days=180)  # how long the login history reaches back
LAST_SEEN_LAG = timedelta(minutes=2)  # the database may be a minute behind the cache


@transaction.atomic
def end_session(*, stay: LoginSession, actor: Actor, now: datetime) -> bool:
    """End one stay at once, on whatever device it is; False when it had ended already."""
    if not end_sessions([stay], end=SessionEnd.ENDED_BY_OWNER, now=now):
        return False
    record(
        "session.ended",
        actor=actor,
        now=now,
        customer_id=customer_id_of(stay.login),
        subject=stay.login,
        old={"device": stay.device, "address": stay.address},
    )
    return True


@transaction.atomic
def end_other_sessions(*, login_id: int, kept_id: int, actor: Actor, now: datetime) -> int:
    """End every stay of the login but the one this is asked from; returns how many."""
    others = LoginSession.objects.filter(login_id=login_id, ended_at=None).exclude(pk=kept_id)
    stays = list(others.select_related("login"))
    ended = end_sessions(stays, end=SessionEnd.ENDED_BY_OWNER, now=now)
    if stays:
        record(
            "session.others_ended",
            actor=actor,
            now=now,
            customer_id=customer_id_of(stays[0].login),
            subject=stays[0].login,
            new={"sessions": ended},
        )
    return ended


@transaction.atomic
def switch_customer(*, session_id: int, customer_id: int, actor: Actor, now: datetime) -> None:
    """Work with another customer number from now on. Whether the login may is the caller's to check."""
    LoginSession.objects.filter(pk=session_id, ended_at=None).update(customer_id=customer_id)
    record("session.customer_switched", actor=actor, now=now, customer_id=customer_id)


def close_stale_sessions(*, now: datetime) -> int:
    """Write down the end of stays that nobody came back to; returns how many."""
    idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    longest = timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    still_open = LoginSession.objects.filter(ended_at=None)
    left = still_open.filter(last_seen_at__lt=now - idle - LAST_SEEN_LAG)
    closed = left.update(ended_at=F("last_seen_at") + idle, end=SessionEnd.IDLE)
    too_old = still_open.filter(started_at__lt=now - longest)
    return closed + too_old.update(ended_at=F("started_at") + longest, end=SessionEnd.TOO_OLD)


def forget_old_sessions(*, now: datetime) -> int:
    """The login history does not reach back for ever; returns how many stays were deleted."""
    return LoginSession.objects.filter(ended_at__lt=now - HISTORY).delete()[0]
