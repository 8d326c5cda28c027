"""Call lists for tests of pages and files: one of everything that is odd."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser

from billing import partitions
from billing.models import Invoice
from tests.billing.archive import make_call, make_invoice
from tests.cast import Person

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISSUED = date(2026, 11, 5)
TEXT_MESSAGE = {
    "duration": 5,
    "destination": "0151001599",
    "zone": "SMS national",
    "time_band": "Tarif Extra",
}


def make_list(person: Person, **values: object) -> Invoice:
    """An invoice with six calls: two text messages, flat calls without a time, an odd quantity, data."""
    invoice = make_invoice(person.customer, **{"issued_on": ISSUED, **values})
    day = date(2026, 10, 13)
    piece = {"quantity": Decimal(1), "unit": "Stck", "net": Decimal("0.1429"), "kind": "sms"}
    make_call(invoice, called_on=day, called_at=time(22, 48, 26), **TEXT_MESSAGE, **piece)
    make_call(
        invoice,
        called_on=date(2026, 10, 30),
        called_at=None,
        duration=1464,
        destination="05052001533",
        zone="Fon Flat",
        quantity=Decimal(1500),
        net=Decimal(0),
    )
    make_call(invoice, called_on=date(2026, 10, 30), called_at=None, duration=83, quantity=Decimal(120))
    make_call(
        invoice,
        called_on=date(2026, 10, 27),
        called_at=time(0),
        duration=409,
        destination="0511001500",
        zone="Fon Flat",
        quantity=Decimal(540),
        net=Decimal(0),
        own_number="05137654321",
    )
    make_call(
        invoice,
        called_on=date(2025, 1, 2),
        called_at=time(23, 59, 59),
        duration=None,
        destination="",
        zone="Österreich",
        time_band="",
        kind="data",
        quantity=Decimal("12.5"),
        unit="kB",
        net=Decimal("-0.0001"),
    )
    make_call(
        invoice,
        called_on=day,
        called_at=time(9, 30),
        duration=90_000,
        destination="+43 1 555",
        zone='Zypern; "Süd"',
        kind="international",
        quantity=Decimal(90_060),
        net=Decimal("1234.5000"),
    )
    return invoice


def drop_partitions() -> None:
    """After tests that really commit."""
    for partition in partitions.attached():
        partitions.drop(partition)
    partitions.drop_leftovers()


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = self.cell = False

    def handle_starttag(self, tag, attributes):
        self.inside |= tag == "tbody"
        if self.inside and tag == "tr":
            self.rows.append([])
        if self.inside and tag in ("th", "td"):
            self.rows[-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        if tag == "tbody":
            self.inside = False
        if tag in ("th", "td"):
            self.cell = False

    def handle_data(self, text):
        if self.cell:
            self.rows[-1][-1] += text


def shown(response) -> list[list[str]]:
    """The cells of the first table on the page, row by row."""
    reader = _Rows()
    reader.feed(response.content.decode())
    return reader.rows
