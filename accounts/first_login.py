"""Where somebody stands who gave a one-time password: in the session, not logged in (requirements A2, A3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from accounts.errors import StepOver
from accounts.models import OneTimePassword
from accounts.operations.doors import EMAIL_STEP, Entrance
from accounts.operations.one_time_passwords import leads_to_email, leads_to_password
from accounts.sessions import leave
from portal.access.middleware import STEP_KEY
from portal.access.peer import address_of
from portal.audit.trail import Actor
from portal.lib.masking import shorten_ip
from portal.shell.middleware import SESSION_KEY as LANGUAGE_KEY

LIFETIME = timedelta(hours=1)  # of one visit; the one-time password opens the next one, if it still may


@dataclass(frozen=True)
class Step:
    """A step that is still open, with the one-time password that opened it."""

    name: str
    key: OneTimePassword
    actor: Actor


def begin_step(request: HttpRequest, entrance: Entrance, now: datetime) -> None:
    """Put `entrance` into a new session; whoever was logged in in this browser is not any more."""
    language = request.session.get(LANGUAGE_KEY) or entrance.login.language
    leave(request)
    rotate_token(request)
    request.session[LANGUAGE_KEY] = language
    request.session[STEP_KEY] = {
        "login": entrance.login.pk,
        "step": entrance.step,
        "one_time_password": entrance.key.pk if entrance.key else None,
        "began": now.timestamp(),
    }


def open_step(request: HttpRequest, now: datetime) -> Step:
    """The step of this request, checked against the database; StepOver when it is done, replaced or too old."""
    stored = request.session.get(STEP_KEY, {})
    keys = OneTimePassword.objects.select_related("login")
    key = keys.filter(pk=stored.get("one_time_password"), login_id=stored.get("login")).first()
    name = stored.get("step", "")
    if key is None or now.timestamp() - stored["began"] > LIFETIME.total_seconds():
        raise StepOver
    if not (leads_to_email if name == EMAIL_STEP else leads_to_password)(key, now):
        raise StepOver
    login = key.login
    return Step(name, key, Actor(login.kind, login.identifier, login.pk, shorten_ip(address_of(request))))


def end_step(request: HttpRequest) -> None:
    """Forget the step; the rest of the session (language) stays."""
    request.session.pop(STEP_KEY, None)
    request.session.cycle_key()
