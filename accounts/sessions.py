"""Opening and ending stays in the portal. Every login of any kind gets a row (A18)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import login as django_login
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.access import SESSION_KEY
from accounts.models import Login, LoginSession, SessionEnd
from portal.access.peer import address_of, device_of
from portal.lib.masking import shorten_ip

CUSTOMER_BACKEND = "accounts.backends.CustomerSessionBackend"


def start_session(request: HttpRequest, login: Login) -> None:
    """Log `login` in: a new session key, a new row in "Aktive Sitzungen"."""
    leave(request)
    django_login(request, login, backend=CUSTOMER_BACKEND)


@receiver(user_logged_in)
def note_stay(sender: object, request: HttpRequest, user: Login, **kwargs: Any) -> None:
    """One row for each login, customers and staff alike."""
    now = timezone.now()
    if request.session.session_key is None:
        request.session.create()
    stay = LoginSession.objects.create(
        login=user,
        session_key=request.session.session_key or "",
        device=device_of(request),
        address=shorten_ip(address_of(request)),
        started_at=now,
        last_seen_at=now,
        proof_at=now,
    )
    request.session[SESSION_KEY] = stay.pk


def leave(request: HttpRequest) -> int | None:
    """End the stay of this request, if there is one, and its session; returns whose it was."""
    stays = LoginSession.objects.filter(pk=request.session.get(SESSION_KEY, 0), ended_at=None)
    login_id = stays.values_list("login_id", flat=True).first()
    logout(request)
    return login_id


@receiver(user_logged_out)
def note_leave(sender: object, request: HttpRequest, user: Login | None, **kwargs: Any) -> None:
    """The stay ended by its owner; one that had ended already keeps its reason."""
    LoginSession.objects.filter(pk=request.session.get(SESSION_KEY, 0), ended_at=None).update(
        ended_at=timezone.now(), end=SessionEnd.LOGGED_OUT
    )


def end_sessions(stays: Iterable[LoginSession], *, end: str, now: datetime) -> int:
    """End these stays at once, wherever they are; returns how many were still open."""
    chosen = [stay for stay in stays if stay.ended_at is None]
    ended = LoginSession.objects.filter(pk__in=[stay.pk for stay in chosen], ended_at=None).update(
        ended_at=now, end=end
    )
    Session.objects.filter(session_key__in=[stay.session_key for stay in chosen]).delete()
    return ended
