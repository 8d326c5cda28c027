"""The invoice archive: what stands in it, who sees it, how it is searched (E1, E2, E6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import Customer, InvoiceDelivery
from billing import queries
from billing.models import Invoice
from billing.retention import hide_old_invoices
from portal.access.access import Access
from portal.access.scope import Scope
from portal.lib.periods import add_months
from tests.billing.archive import make_call, make_invoice
from tests.cast import Person, log_in, make_customer, make_person

ARCHIVE = "/rechnungen/"
NEWEST = date(2026, 11, 15)


def make_invoices(customer: Customer, count: int) -> list[Invoice]:
    """Monthly ones, newest first."""
    return [make_invoice(customer, issued_on=add_months(NEWEST, -n)) for n in range(count)]


def rows(client: Client, query: str = "") -> list[list[str]]:
    """Texts of the table's cells, the box to tick left out."""
    page = html.fromstring(client.get(ARCHIVE + query).content)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")][1:]
        for row in page.xpath("//tbody/tr")
    ]


def numbers(client: Client, query: str = "") -> list[str]:
    return [row[2].split()[0] for row in rows(client, query)]


@pytest.fixture
def her(client: Client, erika: Person) -> Client:
    return log_in(client, erika.login)


def test_e1_each_row_says_month_date_number_period_amount_and_files(her: Client, erika: Person) -> None:
    make_invoice(erika.customer, issued_on=NEWEST, number="2080295316", gross="1049.65")
    assert rows(her) == [
        [
            "November 2026 neu",
            "15.11.2026",
            "2080295316",
            "01.11.2026 – 15.11.2026",
            "1.049,65 €",
            "PDF 2080295316",
        ]
    ]


def test_e1_the_newest_thirteen_stand_newest_first_and_one_is_new(her: Client, erika: Person) -> None:
    invoices = make_invoices(erika.customer, 15)
    assert numbers(her) == [invoice.number for invoice in invoices[:13]]
    assert [row[0].endswith(" neu") for row in rows(her)] == [True] + [False] * 12
    page = html.fromstring(her.get(ARCHIVE).content)
    assert [row.get("class") for row in page.xpath("//tbody/tr")] == ["newest"] + [None] * 12


@pytest.mark.parametrize("name", ["invoice", "pdf", "xml", "lines_csv", "lines_xlsx"])
def test_e1_older_ones_are_gone_at_every_address(name: str, her: Client, erika: Person) -> None:
    oldest = make_invoices(erika.customer, 14)[-1]
    address = reverse(f"billing:{name}", kwargs={"slug": oldest.slug})
    assert her.get(address).status_code == 404  # before the nightly job
    hide_old_invoices(now=datetime(2026, 11, 16, tzinfo=UTC))
    assert her.get(address).status_code == 404  # and after it


def test_e1_merged_numbers_share_the_thirteen_places(her: Client, erika: Person) -> None:
    merged = make_customer("4999999990", merged_into=erika.customer)
    kept = make_invoices(erika.customer, 10)
    gone_over = [make_invoice(merged, issued_on=date(2026, 11, day)) for day in (1, 16)]
    found = numbers(her)
    assert found[:2] == [gone_over[1].number, kept[0].number]
    assert len(found) == 12
    make_invoices(merged, 8)
    assert len(numbers(her)) == 13


def test_e1_the_billing_address_stands_on_top(her: Client, erika: Person) -> None:
    erika.customer.addresses.filter(role="billing").update(name="E. Mustermann", street="", town="Celle")
    page = html.fromstring(her.get(ARCHIVE).content)
    assert " ".join(page.find_class("intro")[0].text_content().split()) == (
        "Rechnungsanschrift: E. Mustermann, 30539 Celle"
    )


def test_e1_an_empty_archive_says_what_will_come(her: Client) -> None:
    text = her.get(ARCHIVE).content.decode()
    assert "Noch keine Rechnungen" in text
    assert "<table" not in text
    assert 'role="search"' not in text


def test_e2_credit_notes_and_corrections_are_named_and_linked_both_ways(her: Client, erika: Person) -> None:
    first = make_invoice(erika.customer, issued_on=date(2026, 10, 15), number="R-1")
    make_invoice(
        erika.customer,
        issued_on=NEWEST,
        number="G-1",
        type_code="381",
        corrects=first,
        corrects_number="R-1",
    )
    make_invoice(
        erika.customer,
        issued_on=date(2026, 11, 1),
        number="K-1",
        type_code="384",
        corrects_number="R-0",
    )
    found = rows(her)
    assert [row[0] for row in found] == [
        "November 2026 neu Gutschrift",
        "November 2026 Rechnungskorrektur",
        "Oktober 2026",
    ]
    assert [row[2] for row in found] == ["G-1 betrifft R-1", "K-1 betrifft R-0", "R-1 siehe auch G-1"]


def test_e2_foreign_currencies_are_shown_as_they_are(her: Client, erika: Person) -> None:
    make_invoice(erika.customer, issued_on=NEWEST, currency="DKK", gross="1250.00")
    assert rows(her)[0][4] == "1.250,00 DKK"


def test_e2_businesses_get_the_xml_in_the_list(client: Client, firma: Person) -> None:
    make_invoice(firma.customer, issued_on=NEWEST, number="R-7")
    log_in(client, firma.login)
    assert rows(client)[0][5] == "PDF R-7 XML R-7"


@pytest.mark.parametrize("who", ["owner", "invoice_only"])
def test_e1_customers_with_paper_invoices_see_the_offer_to_switch_only(
    who: str, client: Client, firma: Person, steuerberater: Person
) -> None:
    invoice = make_invoice(firma.customer, issued_on=NEWEST)
    Customer.objects.update(invoice_delivery=InvoiceDelivery.POST)
    log_in(client, firma.login if who == "owner" else steuerberater.login)
    text = client.get(ARCHIVE).content.decode()
    assert "Ihre Rechnungen kommen per Post" in text
    assert invoice.number not in text
    assert ("Zur Online-Rechnung wechseln" in text) == (who == "owner")
    assert ("/bestellen/invoice-delivery/" in text) == (who == "owner")
    for name in ("zip", "list_csv", "list_xlsx"):
        assert client.get(reverse(f"billing:{name}")).headers["Location"] == ARCHIVE
    for name in ("invoice", "pdf", "xml", "lines_csv", "lines_xlsx"):
        answer = client.get(reverse(f"billing:{name}", kwargs={"slug": invoice.slug}))
        assert answer.headers["Location"] == ARCHIVE


def test_e1_post_and_online_together_see_the_archive(her: Client, erika: Person) -> None:
    Customer.objects.update(invoice_delivery=InvoiceDelivery.BOTH)
    make_invoice(erika.customer, issued_on=NEWEST)
    assert len(rows(her)) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["R-26/b", "G-26", "R-25"]),
        ("?nummer=26", ["R-26/b", "G-26"]),
        ("?nummer=r-26%2FB", ["R-26/b", "G-26"]),  # the credit note concerns it
        ("?jahr=2025", ["R-25"]),
        ("?art=381", ["G-26"]),
        ("?jahr=2026&art=380", ["R-26/b"]),
        ("?jahr=1999", ["R-26/b", "G-26", "R-25"]),  # no such choice: no filter
        ("?nummer=nichts", []),
    ],
)
def test_e6_search_by_number_and_filter_by_year_and_kind(
    query: str, expected: list[str], her: Client, erika: Person
) -> None:
    make_invoice(erika.customer, issued_on=NEWEST, number="R-26/b")
    make_invoice(
        erika.customer,
        issued_on=date(2026, 5, 1),
        number="G-26",
        type_code="381",
        corrects_number="R-26/b",
    )
    make_invoice(erika.customer, issued_on=date(2025, 12, 15), number="R-25")
    assert numbers(her, query) == expected
    if not expected:
        assert "Keine Rechnung passt zu dieser Suche." in her.get(ARCHIVE + query).content.decode()


def test_e1_strangers_invoices_are_not_there(her: Client) -> None:
    stranger = make_person("4999999997", email="fremd@example.org")
    make_invoice(stranger.customer, issued_on=NEWEST)
    assert rows(her) == []


@pytest.mark.parametrize(
    ("scope", "today", "calls", "expected"),
    [
        (Scope.FULL, "2026-11-20", 1, True),
        (Scope.INVOICES_AND_CALLS, "2026-11-20", 1, True),
        (Scope.INVOICES, "2026-11-20", 1, False),
        (Scope.FULL, "2026-11-20", 0, False),
        (Scope.FULL, "2027-05-15", 1, True),
        (Scope.FULL, "2027-05-16", 1, False),  # six months after dispatch
    ],
)
def test_f6_call_records_are_offered_to_those_who_may_see_them_while_there_are_any(
    scope: Scope, today: str, calls: int, expected: bool, erika: Person
) -> None:
    invoice = make_invoice(erika.customer, issued_on=NEWEST)
    for _ in range(calls):
        make_call(invoice)
    access = Access(
        login_id=1,
        kind="customer",
        identifier="",
        language="de",
        session_id=1,
        proof_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    access = replace(access, customer_ids=(erika.customer.pk,), scope=scope)
    now = datetime.combine(date.fromisoformat(today), time(12), UTC)
    assert (invoice.pk in queries.with_calls([invoice], access, now)) is expected


@pytest.mark.parametrize("page", ["archive", "start"])
def test_pages_cost_the_same_queries_for_one_row_and_for_three(
    page: str, her: Client, erika: Person, django_assert_max_num_queries
) -> None:
    address = ARCHIVE if page == "archive" else "/"
    first = make_invoice(erika.customer, issued_on=NEWEST)
    her.get(address)
    with django_assert_max_num_queries(10) as one:
        her.get(address)
    make_invoice(
        erika.customer,
        issued_on=date(2026, 11, 16),
        type_code="381",
        corrects=first,
        corrects_number=first.number,
    )
    make_invoice(erika.customer, issued_on=date(2026, 10, 15))
    with django_assert_max_num_queries(10) as three:
        her.get(address)
    assert len(three) == len(one)


@time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False)
def test_e1_the_start_page_shows_the_newest_invoice(her: Client, erika: Person) -> None:
    assert "neueste-rechnung" not in her.get("/").content.decode()
    make_invoice(erika.customer, issued_on=date(2026, 10, 15), gross="11.11")
    make_invoice(erika.customer, issued_on=NEWEST, gross="49.65", due_on=date(2026, 11, 27))
    page = html.fromstring(her.get("/").content)
    [card] = page.xpath("//section[@aria-labelledby='neueste-rechnung']")
    text = " ".join(card.text_content().split())
    assert "Rechnung November 2026" in text
    assert "49,65 €" in text
    assert "Fällig am 27.11.2026" in text


def test_e1_the_start_page_shows_no_invoice_that_comes_by_post(her: Client, erika: Person) -> None:
    """Of merged numbers the kept one decides."""
    merged = make_customer("4999999990", merged_into=erika.customer, invoice_delivery=InvoiceDelivery.POST)
    make_invoice(merged, issued_on=NEWEST)
    assert "neueste-rechnung" in her.get("/").content.decode()
    Customer.objects.filter(pk=erika.customer.pk).update(invoice_delivery=InvoiceDelivery.POST)
    assert "neueste-rechnung" not in her.get("/").content.decode()
