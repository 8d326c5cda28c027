"""The password for third parties: invoices and nothing else (requirement A11).

An invoice-only login carries the customer's number and has one access to that customer. It sees invoices, and
call records only while the customer allows it.
"""

from datetime import datetime

from django.db import transaction

from accounts.errors import NoInvoiceLogin, PasswordRefused
from accounts.hashing import hashed
from accounts.models import Access, Customer, Login, LoginKind, SessionEnd
from accounts.operations.notices import tell
from accounts.operations.passwords import lock_door, password_faults
from accounts.operations.service_centre import portal_login_of
from accounts.sessions import end_sessions
from portal.access.scope import Scope
from portal.audit.trail import Actor, record


def invoice_access_of(customer_id: int) -> Access | None:
    """The open access of the customer's invoice-only login, with the login."""
    open_ones = Access.objects.filter(
        customer_id=customer_id, login__kind=LoginKind.INVOICE_ONLY, revoked_at=None
    )
    return open_ones.select_related("login").first()


@transaction.atomic
def set_invoice_password(*, customer_id: int, password: str, actor: Actor, now: datetime) -> Access:
    """Let third parties in with the customer number and `password`, in place of the one before.

    PasswordRefused names what is wrong with it; it must differ from every other password of this number.
    Whoever is inside with the password before is out at once.
    """
    customer = Customer.objects.get(pk=customer_id)
    lock_door(customer.number)
    login, _ = Login.objects.get_or_create(
        kind=LoginKind.INVOICE_ONLY,
        identifier=customer.number,
        defaults={"created_at": now, "language": customer.language, "password": "!"},
    )
    access, _ = Access.objects.get_or_create(
        login=login,
        customer=customer,
        revoked_at=None,
        defaults={"scope": Scope.INVOICES, "granted_by_id": actor.login_id, "valid_from": now},
    )
    found = password_faults(login=login, new_password=password)
    if found:
        raise PasswordRefused(found)
    login.password, login.password_changed_at = hashed(password), now
    login.save(update_fields=["password", "password_changed_at"])
    end_sessions(login.sessions.filter(ended_at=None), end=SessionEnd.PASSWORD_CHANGED, now=now)
    record("invoice_password.set", actor=actor, now=now, customer_id=customer_id, subject=login)
    _tell_owner("invoice_password_set", customer, now)
    return access


@transaction.atomic
def revoke_invoice_password(*, customer_id: int, actor: Actor, now: datetime) -> None:
    """Nobody comes in with it any more, and whoever is inside is out. NoInvoiceLogin when there was none."""
    access = _locked_access(customer_id)
    login = access.login
    access.revoked_at = now
    access.save(update_fields=["revoked_at"])
    login.set_unusable_password()
    login.password_changed_at = now
    login.save(update_fields=["password", "password_changed_at"])
    end_sessions(login.sessions.filter(ended_at=None), end=SessionEnd.REVOKED, now=now)
    record("invoice_password.revoked", actor=actor, now=now, customer_id=customer_id, subject=login)
    _tell_owner("invoice_password_revoked", access.customer, now)


@transaction.atomic
def allow_call_records(*, customer_id: int, allowed: bool, actor: Actor, now: datetime) -> None:
    """Show call records to who has the invoice password, or stop it, from the next page on."""
    access = _locked_access(customer_id)
    scope = Scope.INVOICES_AND_CALLS if allowed else Scope.INVOICES
    if access.scope == scope:
        return
    old = access.scope
    access.scope = scope
    access.save(update_fields=["scope"])
    record(
        "invoice_password.call_records_allowed" if allowed else "invoice_password.call_records_stopped",
        actor=actor,
        now=now,
        customer_id=customer_id,
        subject=access.login,
        old={"scope": Scope(old).name},
        new={"scope": scope.name},
    )
    _tell_owner("invoice_calls_allowed" if allowed else "invoice_calls_stopped", access.customer, now)


def _locked_access(customer_id: int) -> Access:
    rows = Access.objects.select_for_update(of=("self",)).select_related("login", "customer")
    access = rows.filter(customer_id=customer_id, login__kind=LoginKind.INVOICE_ONLY, revoked_at=None).first()
    if access is None:
        raise NoInvoiceLogin
    return access


def _tell_owner(kind: str, customer: Customer, now: datetime) -> None:
    """The customer hears of it, whoever did it for them."""
    owner = portal_login_of(customer)
    if owner is not None:
        tell(kind, login=owner, now=now)
