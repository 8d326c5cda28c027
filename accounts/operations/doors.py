"""The login door for customer numbers: the password decides what opens (requirements A1, A2, A6, A11)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.errors import DoorClosed, StepOver
from accounts.hashing import matches, refresh_hash
from accounts.models import Access, Customer, Login, LoginKind, OneTimePassword
from accounts.operations.one_time_passwords import claim, leads_to_email
from accounts.rules.customer_number import possible
from portal.audit.trail import Actor, record
from portal.lib.codes import normalise_code

EMAIL_STEP = "email"
PASSWORD_STEP = "password"  # noqa: S105 (the name of a step)


@dataclass(frozen=True)
class Entrance:
    """What number and password opened: the portal (`step` is ""), or one step of the first login."""

    login: Login
    step: str = ""
    key: OneTimePassword | None = None


@dataclass(frozen=True)
class _Lock:
    """One of the three things a password at this door can be; without a hash nothing fits."""

    typed: str
    encoded: str | None = None
    login: Login | None = None
    key: OneTimePassword | None = None


def enter(*, number: str, password: str, address: str, now: datetime) -> Entrance:
    """Open what `number` and `password` belong to, or raise DoorClosed. `address` is a shortened IP address.

    The same queries and three Argon2 runs whether the number exists or not and whichever password fits, so
    that neither answer nor time tells. A number against the carrier's pattern is simply unknown.
    """
    number = possible(number, pattern=settings.CUSTOMER_NUMBER_PATTERN)
    locks = _locks(number, password, now)
    fits = [matches(lock.typed, lock.encoded) for lock in locks]
    customer_id = Customer.objects.filter(number=number).values_list("pk", flat=True).first()
    fitting = next((lock for lock, fit in zip(locks, fits, strict=True) if fit), None)
    if fitting is None or fitting.login is None:
        record("login.failed", actor=_stranger(number, address), now=now, customer_id=customer_id)
        raise DoorClosed
    actor = Actor(kind=fitting.login.kind, name=number, login_id=fitting.login.pk, address=address)
    if fitting.key is not None:
        return _enter_step(fitting.login, fitting.key, actor, now)
    refresh_hash(fitting.login, password)
    record("login.succeeded", actor=actor, now=now, customer_id=customer_id, subject=fitting.login)
    return Entrance(fitting.login)


def _enter_step(login: Login, key: OneTimePassword, actor: Actor, now: datetime) -> Entrance:
    try:
        claim(key=key, actor=actor, now=now)
    except StepOver:
        raise DoorClosed from None
    return Entrance(login, EMAIL_STEP if leads_to_email(key, now) else PASSWORD_STEP, key)


def _locks(number: str, password: str, now: datetime) -> list[_Lock]:
    """Own password, open one-time password, invoice-only password: always these three."""
    granted = Access.objects.valid_at(now).filter(login=OuterRef("pk"))
    kinds = [LoginKind.CUSTOMER, LoginKind.INVOICE_ONLY]
    logins = Login.objects.filter(Exists(granted), kind__in=kinds, identifier=number, is_active=True)
    by_kind = {login.kind: login for login in logins}
    keys = OneTimePassword.objects.open_at(now).select_related("login")
    key = keys.filter(login__kind=LoginKind.CUSTOMER, login__identifier=number).first()
    own, invoice = by_kind.get(LoginKind.CUSTOMER), by_kind.get(LoginKind.INVOICE_ONLY)
    return [
        _Lock(password, own.password if own else None, own),
        _Lock(_as_typed(password, key), key.password if key and own else None, own, key),
        _Lock(password, invoice.password if invoice else None, invoice),
    ]


def _as_typed(password: str, key: OneTimePassword | None) -> str:
    """Codes that we made up forgive small letters and missing hyphens; the carrier's initial ones are exact."""
    if key is None or key.kind == OneTimePassword.Kind.INITIAL:
        return password
    return normalise_code(password) or password


def _stranger(number: str, address: str) -> Actor:
    return Actor(kind="anonymous", name=number, address=address)
