"""What the service centre does for a caller: one right, one button, one entry in the trail each (K2)."""

from datetime import datetime

from django.db import transaction

from accounts.hashing import matches
from accounts.models import Customer, Login, LoginKind, LoginSession, SessionEnd
from accounts.sessions import end_sessions
from portal.access import throttle
from portal.audit.trail import Actor, record

TELEPHONE_DOOR = "telephone"


class TooManyAttempts(Exception):
    """The telephone password of this customer was tried too often; `retry_at` tells when it may go on."""

    def __init__(self, retry_at: datetime | None) -> None:
        super().__init__(retry_at)
        self.retry_at = retry_at


def verify_telephone_password(
    *, customer: Customer, spoken: str, address: str, actor: Actor, now: datetime
) -> bool:
    """Is `spoken` the customer's original password (A4)? Throttled per customer, and by staff `address`.

    What was said is never stored. False also for customers of whom the carrier sent no hash.
    """
    tried = throttle.attempt(TELEPHONE_DOOR, identifier=customer.number, address=address, now=now)
    if not tried.allowed:
        raise TooManyAttempts(tried.retry_at)
    is_match = matches(spoken, customer.telephone_password)
    with transaction.atomic():
        if is_match:
            throttle.succeeded(tried)
        record(
            "customer.caller_verified" if is_match else "customer.caller_not_verified",
            actor=actor,
            now=now,
            customer_id=customer.pk,
            subject=customer,
        )
    return is_match


def unlock_customer(*, customer: Customer, actor: Actor, now: datetime) -> int:
    """Forget the failed attempts of every login of `customer` (A15); returns how many counts fell."""
    with transaction.atomic():
        fallen = sum(throttle.unlock(identifier) for identifier in identifiers_of(customer))
        record(
            "customer.unlocked",
            actor=actor,
            now=now,
            customer_id=customer.pk,
            subject=customer,
            new={"counts_deleted": fallen},
        )
    return fallen


def locked_until(*, customer: Customer, now: datetime) -> datetime | None:
    """The latest lock on any login of `customer`, from any address; None when nobody is locked out."""
    locks = [throttle.locked_until(identifier, now=now) for identifier in identifiers_of(customer)]
    return max((lock for lock in locks if lock is not None), default=None)


def end_all_sessions(*, customer: Customer, actor: Actor, now: datetime) -> int:
    """End every open session of the logins that may see `customer`; returns how many there were."""
    with transaction.atomic():
        stays = LoginSession.objects.filter(login__in=logins_of(customer), ended_at=None)
        ended = end_sessions(stays, end=SessionEnd.ENDED_BY_SERVICE, now=now)
        record(
            "customer.sessions_ended",
            actor=actor,
            now=now,
            customer_id=customer.pk,
            subject=customer,
            new={"sessions": ended},
        )
    return ended


def logins_of(customer: Customer) -> list[Login]:
    """Logins that were ever let in and are not revoked."""
    return list(
        Login.objects.filter(accesses__customer=customer, accesses__revoked_at=None).distinct().order_by("pk")
    )


def portal_login_of(customer: Customer) -> Login | None:
    """The login that stands for the customer number itself."""
    return Login.objects.filter(
        kind=LoginKind.CUSTOMER,
        identifier=customer.number,
        accesses__customer=customer,
        accesses__revoked_at=None,
    ).first()


def identifiers_of(customer: Customer) -> list[str]:
    """What is typed at the doors to reach this customer: the number and the names of its logins."""
    return sorted({customer.number, *(login.identifier for login in logins_of(customer))})
