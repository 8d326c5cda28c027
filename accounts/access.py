"""Fills `request.access`: two queries and one look into the cache, whatever the page."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import OuterRef, Q
from django.utils import timezone

from portal.access.access import Access as RequestAccess
from portal.access.access import Choice
from portal.access.requests import EndedStay, PortalRequest
from portal.access.scope import Scope

from .models import Access, Customer, Login, LoginKind, LoginSession, SessionEnd

SESSION_KEY = "login_session"
WRITE_LAST_SEEN_EVERY = timedelta(seconds=60)


def load_access(request: PortalRequest, *, passive: bool = False) -> RequestAccess | None:
    """The access of this request, or None. Ends sessions that were idle or open for too long (A9).

    `passive` requests (polling) are no activity. Whose stay ended by itself is known for one more request that
    is not passive, as `request.ended_stay`: the login page tells why, and a late form can be kept.
    """
    session_id = request.session.get(SESSION_KEY)
    if session_id is None:
        return None
    now = timezone.now()
    stay = LoginSession.objects.select_related("login").filter(pk=session_id).first()
    if stay is None or not stay.login.is_active:
        logout(request)
        return None
    seen = last_seen(stay)
    end = stay.end or reason_to_end(stay, seen, now)
    if end:
        LoginSession.objects.filter(pk=stay.pk, ended_at=None).update(ended_at=now, end=end)
        if end in (SessionEnd.IDLE, SessionEnd.TOO_OLD):
            request.ended_stay = EndedStay(stay.login_id, stay.customer_id, end)
        if not passive:
            logout(request)
        return None
    if not passive:
        note_activity(stay, now)
        seen = now
    request.session_seconds_left = seconds_left(stay, seen, now)
    return _access_of(stay, now)


def note_activity(stay: LoginSession, now: datetime) -> None:
    """Remember that the owner did something: exactly in the cache, roughly in the database."""
    cache.set(_seen_key(stay.pk), now.timestamp(), timeout=settings.SESSION_IDLE_SECONDS + 120)
    if now - stay.last_seen_at >= WRITE_LAST_SEEN_EVERY:
        LoginSession.objects.filter(pk=stay.pk).update(last_seen_at=now)


def last_seen(stay: LoginSession) -> datetime:
    """When the owner last did something; up to a minute early while the cache is away."""
    return last_seen_of([stay])[stay.pk]


def last_seen_of(stays: Iterable[LoginSession]) -> dict[int, datetime]:
    """The same for several stays with one look into the cache, by id."""
    stays = list(stays)
    exact = cache.get_many([_seen_key(stay.pk) for stay in stays])
    return {
        stay.pk: max(
            stay.last_seen_at,
            datetime.fromtimestamp(exact.get(_seen_key(stay.pk), 0), tz=stay.last_seen_at.tzinfo),
        )
        for stay in stays
    }


def reason_to_end(stay: LoginSession, seen: datetime, now: datetime) -> str:
    """Why a stay whose owner was `seen` last is over at `now` (A9); "" while it is not."""
    if now >= stay.started_at + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS):
        return SessionEnd.TOO_OLD
    if now >= seen + timedelta(seconds=settings.SESSION_IDLE_SECONDS):
        return SessionEnd.IDLE
    return ""


def seconds_left(stay: LoginSession, seen: datetime, now: datetime) -> int:
    """Whole seconds until the stay ends by itself, rounded up: at 0 it has ended for certain."""
    idle_end = seen + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    end = min(idle_end, stay.started_at + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS))
    return max(0, ceil((end - now).total_seconds()))


def _seen_key(session_id: int) -> str:
    return f"seen:{session_id}"


def _access_of(stay: LoginSession, now: datetime) -> RequestAccess:
    login = stay.login
    access = RequestAccess(
        login_id=login.pk,
        kind=login.kind,
        identifier=login.identifier,
        language=login.language,
        session_id=stay.pk,
        proof_at=stay.proof_at,
        address=stay.address,
    )
    granted = _granted(login, now) if login.kind != LoginKind.STAFF else []
    if not granted:
        return access
    current = next((grant for grant in granted if grant.customer_id == stay.customer_id), granted[0])
    return replace(
        access,
        customer_id=current.customer_id,
        customer_number=current.customer.number,
        customer_name=current.customer.name,
        customer_ids=tuple(current.customer_ids),
        scope=Scope(current.scope),
        choices=tuple(Choice(a.customer_id, a.customer.number, a.customer.name) for a in granted),
    )


def _granted(login: Login, now: datetime) -> list[Any]:
    same_account = Customer.objects.filter(
        Q(pk=OuterRef("customer_id")) | Q(merged_into=OuterRef("customer_id"))
    )
    return list(
        Access.objects.valid_at(now)
        .filter(login=login)
        .select_related("customer")
        .annotate(customer_ids=ArraySubquery(same_account.order_by("pk").values("pk")))
        .order_by("customer__number")
    )
