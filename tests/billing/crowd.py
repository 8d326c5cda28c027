"""Many customers with a new invoice each, written at once: for tests and measurements of mass mailings."""

from datetime import date
from decimal import Decimal

from accounts.models import Access, Customer, CustomerKind, Login, LoginKind, NotificationAddress
from billing.einvoice.facts import to_json
from billing.models import Invoice
from portal.access.scope import Scope
from tests.billing.archive import IMPORTED, make_facts, make_run
from tests.cast import LONG_AGO


def make_crowd(count: int, *, dispatched_on: date) -> list[Invoice]:
    """`count` customers whose first login is done, and the invoice that a run of that day brought each."""
    numbers = [f"47{place:08}" for place in range(count)]
    customers = Customer.objects.bulk_create(
        Customer(
            number=number,
            kind=CustomerKind.PRIVATE,
            salutation="Frau",
            first_name="Erika",
            last_name=f"Muster{number}",
            imported_at=LONG_AGO,
        )
        for number in numbers
    )
    logins = Login.objects.bulk_create(
        Login(kind=LoginKind.CUSTOMER, identifier=number, password="!", created_at=LONG_AGO)
        for number in numbers
    )
    Access.objects.bulk_create(
        Access(login=login, customer=customer, scope=Scope.FULL, valid_from=LONG_AGO)
        for login, customer in zip(logins, customers, strict=True)
    )
    NotificationAddress.objects.bulk_create(
        NotificationAddress(login=login, email=f"k{login.identifier}@example.org", confirmed_at=LONG_AGO)
        for login in logins
    )
    run = make_run(dispatched_on)
    return Invoice.objects.bulk_create(
        (_invoice(run, customer, dispatched_on) for customer in customers), batch_size=1000
    )


def _invoice(run, customer: Customer, day: date) -> Invoice:
    gross, net = Decimal("49.65"), Decimal("41.72")
    number = f"R-{day:%Y-%m}-{customer.number}"
    return Invoice(
        run=run,
        customer=customer,
        seller_key="DE123456789",
        number=number,
        slug=number.lower(),
        syntax="cii",
        type_code="380",
        currency="EUR",
        issued_on=day,
        dispatched_on=day,
        period_start=day.replace(day=1),
        period_end=day,
        due_on=day.replace(day=28),
        net=net,
        tax=gross - net,
        gross=gross,
        payable=gross,
        facts=to_json(make_facts(customer, number=number, issued_on=day, gross=gross)),
        source_sha256="0" * 64,
        created_at=IMPORTED,
    )
