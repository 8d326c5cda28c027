"""The statistics of invoices as a customer sees them, from the login page on (E4)."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from billing.models import InvoiceLine
from portal.lib.periods import add_months
from tests.billing.archive import make_invoice
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import INVOICE_PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [("DSL 100 Grundpreis", "Internet", "34.90"), ("Smart LTE", "Mobilfunk", "12.50")]
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def year(erika: Person) -> None:
    """13 months up to October 2026, each dearer by one euro."""
    for back in range(12, -1, -1):
        ends = add_months(date(2026, 10, 31), -back)
        invoice = make_invoice(erika.customer, issued_on=ends, gross=str(Decimal("71.40") - back))
        invoice.lines.all().delete()
        rest = invoice.net - sum(Decimal(net) for _name, _group, net in LINES)
        for position, (name, group, net) in enumerate(
            [*LINES, ("Ortsgespräche", "Verbindungen", rest)], start=1
        ):
            InvoiceLine.objects.create(
                invoice=invoice, position=position, number=str(position), name=name, product_group=group,
                net_amount=net, vat_rate=19,
            )  # fmt: skip


def open_statistics(page: Page, person: Person, password: str = "") -> None:
    """Log in, go to the invoices, follow the link."""
    log_in(page, person.number, password or person.password)
    follow(page, "/rechnungen/")
    page.get_by_role("main").get_by_role("link", name="Statistik").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistik")


def rows(page: Page, caption: str) -> list[list[str]]:
    table = page.locator("table").filter(has=page.locator("caption", has_text=caption))
    return table.locator("tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.innerText.trim()))"
    )


def test_e4_months_groups_comparison_and_cost_drivers(page: Page, erika, year):
    open_statistics(page, erika)
    picture = page.get_by_role("img", name="Rechnungsbeträge nach Monaten")
    expect(picture).to_be_visible()
    expect(picture).to_have_accessible_name(
        f"Rechnungsbeträge nach Monaten Oktober 2025 bis Oktober 2026. Höchster Betrag: 71,40{NBSP}€ (Oktober 2026),"
        f" niedrigster: 59,40{NBSP}€ (Oktober 2025)."
    )
    assert picture.locator("rect").count() == 13
    page.get_by_text("Als Tabelle zeigen").click()
    months = rows(page, "Rechnungsbeträge nach Monaten")
    assert (months[0], months[-1]) == (
        ["Oktober 2025", f"59,40{NBSP}€"],
        ["Oktober 2026", f"71,40{NBSP}€"],
    )
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"+12,00{NBSP}€")
    expect(main).to_contain_text(f"20,2{NBSP}% mehr als im Jahr davor")
    assert rows(page, "Die größten Posten der neuesten Rechnung") == [
        ["DSL 100 Grundpreis\nInternet", "", f"34,90{NBSP}€", f"58,2{NBSP}%"],
        ["Ortsgespräche\nVerbindungen", "", f"12,60{NBSP}€", f"21,0{NBSP}%"],
        ["Smart LTE\nMobilfunk", "", f"12,50{NBSP}€", f"20,8{NBSP}%"],
    ]
    groups = rows(page, "Alle Monate nach Produktgruppen")
    assert [(row[0], row[2]) for row in groups] == [
        ("Internet", f"453,70{NBSP}€"),
        ("Mobilfunk", f"162,50{NBSP}€"),
        ("Verbindungen", f"98,28{NBSP}€"),
    ]
    page.get_by_text("Monat für Monat").click()
    assert rows(page, "Produktgruppen nach Monaten")[0] == [
        "Oktober 2026",
        *(f"{amount}{NBSP}€" for amount in ("34,90", "12,50", "12,60", "60,00")),
    ]
    assert_accessible(page)


def test_e4_a_single_credit_note_in_a_foreign_currency_on_a_phone(phone: Page, erika):
    make_invoice(erika.customer, issued_on=date(2026, 10, 31), gross="71.40")
    make_invoice(erika.customer, issued_on=date(2026, 11, 30), gross="5.00", currency="USD", type_code="381")
    log_in(phone, erika.number, erika.password)
    phone.goto("/rechnungen/statistik/")
    expect(phone.get_by_role("heading", name="Rechnungen in USD")).to_be_visible()
    expect(phone.get_by_role("heading", name="Rechnungen in EUR")).to_be_visible()
    expect(phone.get_by_role("main")).to_contain_text(f"−5,00{NBSP}USD")
    assert phone.get_by_text("Für diesen Monat liegt hier keine Rechnung zum Vergleich vor.").count() == 2
    overflow = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
    assert_accessible(phone)


def test_e4_before_the_first_invoice(page: Page, erika):
    log_in(page, erika.number, erika.password)
    follow(page, "/rechnungen/statistik/")
    expect(page.get_by_role("heading", level=2, name="Noch keine Zahlen")).to_be_visible()
    assert_accessible(page)


def test_e4_third_parties_see_the_statistics_too(page: Page, firma, steuerberater):
    make_invoice(firma.customer, issued_on=date(2026, 10, 31), gross="1200.00")
    open_statistics(page, firma, INVOICE_PASSWORD)
    expect(page.get_by_role("main")).to_contain_text(f"1.200,00{NBSP}€")
