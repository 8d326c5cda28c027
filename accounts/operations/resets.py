"""Forgotten password: asked for by anybody, answered by a job (requirement A6)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import (
    Customer,
    Login,
    LoginKind,
    NotificationAddress,
    OneTimePassword,
    PasswordResetRequest,
)
from accounts.operations.notices import tell
from accounts.operations.one_time_passwords import RESET_LIFETIME, replace_one_time_password
from accounts.rules.customer_number import possible
from portal.audit.trail import Actor, record


def note_reset_request(*, number: str, email: str, address: str, now: datetime) -> PasswordResetRequest:
    """Keep what was typed until the job has looked at it. Looks at nothing: same work for every number."""
    number = possible(number, pattern=settings.CUSTOMER_NUMBER_PATTERN)
    return PasswordResetRequest.objects.create(number=number, email=email, address=address, created_at=now)


@transaction.atomic
def answer_reset_request(*, request_id: int, now: datetime) -> bool:
    """Mail a one-time password if number and address belong together; True when a mail is on its way.

    The own password keeps working until the one-time password is used. Only for customers who finished their
    first login. Asking twice replaces the first one-time password. A second run finds nothing to do.
    """
    asked = PasswordResetRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id).first()
    if asked is None:
        return False
    asked.delete()
    login = Login.objects.select_for_update().filter(kind=LoginKind.CUSTOMER, identifier=asked.number).first()
    refusal = _refusal(login, asked.email)
    _note(asked, login, refusal, now)
    if login is None or refusal:
        return False
    code = replace_one_time_password(
        login=login, kind=OneTimePassword.Kind.RESET, expires_at=now + RESET_LIFETIME, now=now
    )
    tell("password_reset", login=login, now=now, context={"secret": {"code": code}})
    return True


def _refusal(login: Login | None, email: str) -> str:
    """Why no mail goes out; "" if one does. Only the audit trail hears of it."""
    if login is None or not login.is_active:
        return "unknown number"
    stored = NotificationAddress.objects.filter(login=login).values_list("email", flat=True).first()
    if stored is None or not first_login_is_done(login):
        return "first login not finished"
    return "" if stored.casefold() == email.casefold() else "other e-mail address"


def first_login_is_done(login: Login) -> bool:
    """Has this login once had a password of its own?"""
    return login.has_usable_password() or login.password_changed_at is not None


def _note(asked: PasswordResetRequest, login: Login | None, refusal: str, now: datetime) -> None:
    known = Customer.objects.filter(number=asked.number).values_list("pk", flat=True).first()
    record(
        "password.reset_refused" if refusal else "password.reset_mailed",
        actor=Actor(kind="anonymous", name=asked.number, address=asked.address),
        now=now,
        customer_id=known,
        subject=login,
        note=refusal,
    )
