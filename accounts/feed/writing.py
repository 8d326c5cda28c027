"""Customers of the feed into our tables, a batch at a time, inside the file's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from accounts.feed.reading import CustomerLine
from accounts.models import (
    Access,
    Address,
    CallRecordChoice,
    Customer,
    Login,
    LoginKind,
    OneTimePassword,
    PaymentDetails,
)
from portal.access.scope import Scope
from portal.carrier.feed import Header, LineFault

Batch = Sequence[tuple[int, CustomerLine]]

CUSTOMER_COLUMNS = [
    "kind",
    "company",
    "salutation",
    "first_name",
    "last_name",
    "born_on",
    "phone",
    "mobile",
    "email",
    "language",
    "customer_since",
    "invoice_delivery",
    "imported_at",
]
ADDRESS_COLUMNS = ["name", "addition", "street", "postcode", "town", "country"]
PAYMENT_COLUMNS = [
    "method",
    "account_holder",
    "iban",
    "bic",
    "bank_name",
    "mandate_reference",
    "mandate_signed_on",
]


def write_customers(batch: Batch, header: Header, now: datetime) -> list[LineFault]:
    """Create or update the customers of `batch`; returns the lines that cannot be written."""
    customers = _write_customers(batch, header, now)
    _write_addresses(batch, customers)
    _write_payment(batch, customers)
    _write_logins(batch, customers, now)
    return _write_choices(batch, customers)


def _write_customers(batch: Batch, header: Header, now: datetime) -> dict[str, Customer]:
    known = Customer.objects.select_for_update().in_bulk([c.number for _, c in batch], field_name="number")
    written = []
    for _, line in batch:
        customer = known.get(line.number) or Customer(number=line.number)
        for column, value in line.columns.items():
            setattr(customer, column, value)
        customer.imported_at = header.created_at
        customer.telephone_password = line.telephone_password or customer.telephone_password
        customer.closed_at = (customer.closed_at or now) if line.closed else None
        written.append(customer)
    Customer.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=[*CUSTOMER_COLUMNS, "telephone_password", "closed_at"],
    )
    return Customer.objects.in_bulk([c.number for _, c in batch], field_name="number")


def _write_addresses(batch: Batch, customers: dict[str, Customer]) -> None:
    ids = [customer.pk for customer in customers.values()]
    rows = [
        Address(customer=customers[line.number], **asdict(address))
        for _, line in batch
        for address in line.addresses
    ]
    Address.objects.filter(customer_id__in=ids).delete()
    Address.objects.bulk_create(rows)


def _write_payment(batch: Batch, customers: dict[str, Customer]) -> None:
    rows = [
        PaymentDetails(customer=customers[line.number], **asdict(line.payment))
        for _, line in batch
        if line.payment is not None
    ]
    PaymentDetails.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["customer"], update_fields=PAYMENT_COLUMNS
    )


def _write_logins(batch: Batch, customers: dict[str, Customer], now: datetime) -> None:
    """Every customer number has a login; it opens with the initial password until an own one is chosen (A2)."""
    numbers = [line.number for _, line in batch]
    logins = Login.objects.filter(kind=LoginKind.CUSTOMER, identifier__in=numbers)
    known = {login.identifier: login for login in logins}
    fresh = [_new_login(line, now) for _, line in batch if line.number not in known]
    Login.objects.bulk_create(fresh)
    Access.objects.bulk_create(
        Access(login=login, customer=customers[login.identifier], scope=Scope.FULL, valid_from=now)
        for login in fresh
    )
    _write_initial_passwords(batch, known | {login.identifier: login for login in fresh}, now)


def _new_login(line: CustomerLine, now: datetime) -> Login:
    login = Login(
        kind=LoginKind.CUSTOMER,
        identifier=line.number,
        language=line.columns["language"],
        created_at=now,
    )
    login.set_unusable_password()
    return login


def _write_initial_passwords(batch: Batch, logins: dict[str, Login], now: datetime) -> None:
    rows = OneTimePassword.objects.filter(login__in=logins.values())
    issued = set(rows.values_list("login_id", "password"))
    wanted = [
        (logins[line.number], line.initial_password)
        for _, line in batch
        if line.initial_password
        and not logins[line.number].has_usable_password()
        and (logins[line.number].pk, line.initial_password) not in issued
    ]
    rows.filter(login__in=[login for login, _ in wanted], used_at=None, replaced_at=None).update(
        replaced_at=now
    )
    OneTimePassword.objects.bulk_create(
        OneTimePassword(login=login, kind=OneTimePassword.Kind.INITIAL, password=password, created_at=now)
        for login, password in wanted
    )


def _write_choices(batch: Batch, customers: dict[str, Customer]) -> list[LineFault]:
    """Dated choices: a new one ends the one before it and never begins before that one did (B4)."""
    newest: dict[int, CallRecordChoice] = {}
    rows = CallRecordChoice.objects.filter(customer__in=customers.values())
    for row in rows.select_for_update().order_by("valid_from"):
        newest[row.customer_id] = row
    faults: list[LineFault] = []
    fresh: list[CallRecordChoice] = []
    ended: list[CallRecordChoice] = []
    for number, line in batch:
        wanted = line.call_records
        before = newest.get(customers[line.number].pk)
        if wanted is None or (before is not None and _same(before, wanted)):
            continue
        if before is not None and before.valid_from >= wanted.valid_from:
            faults.append(
                LineFault(number, f"callRecords: a choice from {before.valid_from} on is already known.")
            )
            continue
        if before is not None:
            before.valid_to = wanted.valid_from
            ended.append(before)
        fresh.append(CallRecordChoice(customer=customers[line.number], **asdict(wanted)))
    CallRecordChoice.objects.bulk_update(ended, ["valid_to"])
    CallRecordChoice.objects.bulk_create(fresh)
    return faults


def _same(row: CallRecordChoice, wanted: Any) -> bool:
    return (row.detail, row.show_flat, row.valid_from) == (wanted.detail, wanted.show_flat, wanted.valid_from)
