"""Whom to remind: the customer's own login, else their oldest e-mail account, at its confirmed address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Access, Customer, LoginKind
from portal.access.scope import Scope


@dataclass(frozen=True)
class Recipient:
    login_id: int
    language: str
    email: str


def recipients_of(customer_ids: Iterable[int], *, now: datetime) -> dict[int, Recipient]:
    """By customer, those who may do everything for them and have confirmed an address; the others are left out.

    Never the invoice-only login (A11). One query.
    """
    accesses = (
        Access.objects.valid_at(now)
        .filter(
            customer_id__in=list(customer_ids),
            scope=Scope.FULL,
            login__is_active=True,
            login__kind__in=(LoginKind.CUSTOMER, LoginKind.EMAIL),
            login__notification_address__isnull=False,
        )
        .select_related("login__notification_address")
    )
    found: dict[int, Recipient] = {}
    for access in sorted(accesses, key=lambda a: (a.login.kind != LoginKind.CUSTOMER, a.login_id)):
        login = access.login
        told = Recipient(login.pk, login.language, login.notification_address.email)
        found.setdefault(access.customer_id, told)
    return found


def owner_of(customer: Customer) -> Customer:
    """Of merged numbers the kept one is told (H4)."""
    return customer.merged_into or customer
