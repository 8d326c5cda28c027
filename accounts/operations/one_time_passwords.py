"""One-time passwords: issued, claimed at the door, finished by a password of one's own (requirements A2, A6, A7)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.errors import NoConfirmedAddress, StepOver
from accounts.hashing import hashed
from accounts.models import Login, NotificationAddress, OneTimePassword, SessionEnd
from accounts.operations.notices import customer_id_of, tell
from accounts.operations.passwords import change_password
from accounts.sessions import end_sessions
from portal.audit.trail import Actor, record
from portal.lib.codes import one_time_password

RESET_LIFETIME = timedelta(hours=1)
SERVICE_LIFETIME = timedelta(days=14)  # it may travel by letter
Kind = OneTimePassword.Kind


@transaction.atomic
def issue_service_password(*, login: Login, actor: Actor, now: datetime, by_mail: bool = False) -> str:
    """A new one-time password from the service centre (A7), returned once in plain text and nowhere kept.

    The caller has verified who is asking, so the own password and every session end at once, unlike after a
    reset that anybody can ask for. With `by_mail` it goes to the confirmed address (NoConfirmedAddress if there
    is none); otherwise that address only hears that it happened.
    """
    locked = Login.objects.select_for_update().get(pk=login.pk)
    if by_mail and not NotificationAddress.objects.filter(login=locked).exists():
        raise NoConfirmedAddress
    plaintext = replace_one_time_password(
        login=locked, kind=Kind.SERVICE, expires_at=now + SERVICE_LIFETIME, now=now
    )
    drop_own_password(login=locked, end=SessionEnd.ENDED_BY_SERVICE, now=now)
    record(
        "password.service_issued",
        actor=actor,
        now=now,
        customer_id=customer_id_of(locked),
        subject=locked,
        new={"by_mail": by_mail, "expires_at": now + SERVICE_LIFETIME},
    )
    if by_mail:
        context = {"secret": {"code": plaintext}, "days": SERVICE_LIFETIME.days}
        tell("service_password", login=locked, now=now, context=context)
    else:
        tell("password_reset_by_service", login=locked, now=now)
    login.refresh_from_db()
    return plaintext


def replace_one_time_password(*, login: Login, kind: str, expires_at: datetime, now: datetime) -> str:
    """Issue a one-time password in place of the open one. Call with the login locked; returns the plain text."""
    plaintext = one_time_password()
    login.one_time_passwords.unspent().update(replaced_at=now)
    OneTimePassword.objects.create(
        login=login, kind=kind, password=hashed(plaintext), created_at=now, expires_at=expires_at
    )
    return plaintext


@transaction.atomic
def claim(*, key: OneTimePassword, actor: Actor, now: datetime) -> None:
    """Let `key` open its step; StepOver when it was used, replaced or ran out meanwhile.

    A mailed one works once (A6): it is used up here, and in the same moment the own password dies, so that
    from now on there is exactly one way on. The initial one and the service centre's stay open until a
    password of one's own is saved, because the e-mail step may lie between.
    """
    login = Login.objects.select_for_update().get(pk=key.login_id)
    if not login.is_active or not OneTimePassword.objects.open_at(now).filter(pk=key.pk).exists():
        raise StepOver
    if key.kind == Kind.RESET:
        OneTimePassword.objects.filter(pk=key.pk).update(used_at=now)
        drop_own_password(login=login, end=SessionEnd.PASSWORD_CHANGED, now=now)
    record(
        "one_time_password.claimed",
        actor=actor,
        now=now,
        customer_id=customer_id_of(login),
        subject=login,
        new={"kind": key.kind},
    )


@transaction.atomic
def finish(*, key: OneTimePassword, new_password: str, actor: Actor, now: datetime) -> None:
    """Save the password of one's own that `key` asked for; StepOver when somebody else was faster."""
    Login.objects.select_for_update().get(pk=key.login_id)
    fresh = OneTimePassword.objects.select_related("login").get(pk=key.pk)
    if not leads_to_password(fresh, now):
        raise StepOver
    change_password(login=fresh.login, new_password=new_password, actor=actor, now=now)


def leads_to_email(key: OneTimePassword, now: datetime) -> bool:
    """Does this one-time password still open the e-mail step? Only until an address is confirmed (A2)."""
    is_open = key.used_at is None and _may_still_be_used(key, now)
    return is_open and key.kind != Kind.RESET and not _has_address(key.login)


def leads_to_password(key: OneTimePassword, now: datetime) -> bool:
    """Does this one-time password still open the forced change?"""
    if not _may_still_be_used(key, now):
        return False
    if key.kind == Kind.RESET:  # claimed at the door, and nothing happened since
        later = OneTimePassword.objects.filter(login_id=key.login_id, pk__gt=key.pk)
        overtaken = later.exclude(kind=Kind.RESET, used_at=None).exists()
        return key.used_at is not None and not key.login.has_usable_password() and not overtaken
    return key.used_at is None and _has_address(key.login)


def drop_own_password(*, login: Login, end: str, now: datetime) -> None:
    """The own password opens nothing any more, and whoever is inside with it is out. Call with the login locked."""
    login.set_unusable_password()
    login.password_changed_at = now
    login.save(update_fields=["password", "password_changed_at"])
    end_sessions(login.sessions.filter(ended_at=None), end=end, now=now)


def _may_still_be_used(key: OneTimePassword, now: datetime) -> bool:
    in_time = key.expires_at is None or key.expires_at > now or key.used_at is not None
    return key.replaced_at is None and in_time and key.login.is_active


def _has_address(login: Login) -> bool:
    return NotificationAddress.objects.filter(login=login).exists()
