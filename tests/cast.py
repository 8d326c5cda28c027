"""The named cast: the people every test knows.

erika   private customer, first login done, online invoices, complete call records
max     private customer who has never logged in; holds the initial password only
firma   business customer with an invoice-only login
haendler  merchant
anna_service  staff with a second factor
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.access import SESSION_KEY
from accounts.models import (
    Access,
    Address,
    AddressRole,
    CallRecordChoice,
    CallRecordDetail,
    Customer,
    CustomerKind,
    InvoiceDelivery,
    Login,
    LoginKind,
    NotificationAddress,
    OneTimePassword,
    PaymentDetails,
    PaymentMethod,
)
from portal.access.scope import Scope

LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)
PASSWORD = "Sommer-Wiese-7"
INVOICE_PASSWORD = "Rechnung-Buero-3"
INITIAL_PASSWORD = "Start-Kennwort-1"
STAFF_PASSWORD = "Dienst-Zimmer-12"


@dataclass
class Person:
    """A customer with the login that belongs to the number, and what they would type."""

    customer: Customer
    login: Login
    password: str = PASSWORD

    @property
    def number(self) -> str:
        return self.customer.number


def make_customer(number: str, **values: object) -> Customer:
    """A complete customer; `values` override the columns."""
    defaults = {
        "kind": CustomerKind.PRIVATE,
        "salutation": "Frau",
        "first_name": "Erika",
        "last_name": "Mustermann",
        "born_on": date(1980, 8, 12),
        "email": f"kunde{number}@example.org",
        "phone": "0511 123456",
        "invoice_delivery": InvoiceDelivery.ONLINE,
        "telephone_password": make_password(INITIAL_PASSWORD),
        "imported_at": LONG_AGO,
    }
    customer = Customer.objects.create(number=number, **{**defaults, **values})
    for role in AddressRole.values:
        Address.objects.create(
            customer=customer,
            role=role,
            name=customer.name,
            street="Mailänder Straße 2",
            postcode="30539",
            town="Hannover",
        )
    PaymentDetails.objects.create(
        customer=customer,
        method=PaymentMethod.DIRECT_DEBIT,
        account_holder=customer.name,
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
        bank_name="Commerzbank",
    )
    CallRecordChoice.objects.create(
        customer=customer,
        detail=CallRecordDetail.FULL,
        show_flat=True,
        valid_from=date(2000, 1, 1),
        declared_at=LONG_AGO,
        declaration="Haushalt informiert",
    )
    return customer


def make_login(
    customer: Customer, *, kind: str = LoginKind.CUSTOMER, scope: Scope, password: str | None
) -> Login:
    """A login of `customer` with its access; `password=None` leaves it without an own password."""
    login = Login(kind=kind, identifier=customer.number, created_at=LONG_AGO)
    login.set_password(password)
    login.save()
    Access.objects.create(login=login, customer=customer, scope=scope, valid_from=LONG_AGO)
    return login


def make_person(number: str, *, password: str = PASSWORD, **values: object) -> Person:
    """A customer whose first login is done."""
    customer = make_customer(number, **values)
    login = make_login(customer, scope=Scope.FULL, password=password)
    NotificationAddress.objects.create(login=login, email=customer.email, confirmed_at=LONG_AGO)
    return Person(customer, login, password)


def log_in(client: Client, login: Login) -> Client:
    """Put a session into `client` without the login page (for tests of other pages)."""
    client.force_login(login, backend="accounts.backends.CustomerSessionBackend")
    assert SESSION_KEY in client.session
    return client


@pytest.fixture
def erika(db: None) -> Person:
    return make_person("4999999999", email="erika@example.org")


@pytest.fixture
def max(db: None) -> Person:
    customer = make_customer(
        "4999999998", salutation="Herr", first_name="Max", last_name="Musterfrau", email=""
    )
    login = make_login(customer, scope=Scope.FULL, password=None)
    OneTimePassword.objects.create(
        login=login,
        kind=OneTimePassword.Kind.INITIAL,
        password=make_password(INITIAL_PASSWORD),
        created_at=LONG_AGO,
    )
    return Person(customer, login, INITIAL_PASSWORD)


@pytest.fixture
def firma(db: None) -> Person:
    return make_person(
        "4800000001",
        kind=CustomerKind.BUSINESS,
        company="Leinetal Logistik GmbH",
        salutation="",
        first_name="",
        last_name="",
        born_on=None,
        email="buchhaltung@example.org",
    )


@pytest.fixture
def steuerberater(firma: Person) -> Person:
    """Firma's invoice-only login, held by a third party (A11)."""
    login = make_login(
        firma.customer, kind=LoginKind.INVOICE_ONLY, scope=Scope.INVOICES, password=INVOICE_PASSWORD
    )
    return Person(firma.customer, login, INVOICE_PASSWORD)


@pytest.fixture
def haendler(db: None) -> Person:
    return make_person(
        "480000002",
        kind=CustomerKind.BUSINESS,
        company="Weinhandlung Abendroth",
        salutation="",
        first_name="",
        last_name="",
        email="kasse@example.org",
    )


@pytest.fixture
def anna_service(db: None) -> Login:
    login = Login(kind=LoginKind.STAFF, identifier="anna", full_name="Anna Behrens", created_at=LONG_AGO)
    login.set_password(STAFF_PASSWORD)
    login.save()
    login.totpdevice_set.create(name="default", confirmed=True)
    return login


def log_in_staff(client: Client, login: Login) -> Client:
    """A staff session whose second factor was given."""
    log_in_with = "accounts.backends.StaffBackend"
    client.force_login(login, backend=log_in_with)
    session = client.session
    session["otp_device_id"] = login.totpdevice_set.get().persistent_id
    session.save()
    return client
