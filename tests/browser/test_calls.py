"""Call records as a customer uses them, from the login page on (F1, F2, F4, F7)."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import LoginKind
from billing.calls.table_file import columns
from billing.models import Invoice
from portal.access.scope import Scope
from portal.lib.csv_files import GERMAN, read_csv
from portal.lib.periods import berlin_day
from tests.billing.archive import keep_original, make_call, make_invoice
from tests.billing.call_lists import drop_partitions, make_list
from tests.billing.test_calls_export import as_text, xlsx_rows
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person, make_login

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invoice(erika: Person) -> Invoice:
    """Six odd calls and 24 ordinary ones on an invoice of today."""
    today = berlin_day(datetime.now(UTC))
    invoice = make_list(erika, number="R-2026-11/7", issued_on=today)
    keep_original(invoice)
    for number in range(24):
        make_call(invoice, called_on=today - timedelta(days=20), destination=f"0171{number:07}", net=number)
    yield invoice
    drop_partitions()


def open_calls(page: Page, person: Person, password: str = "") -> None:
    """Log in, go to the invoices, choose the call records of the newest one."""
    log_in(page, person.number, password or person.password)
    follow(page, "/rechnungen/")
    page.locator("tr.newest").get_by_role("link", name="EVN").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Einzelverbindungen")


def cells(page: Page) -> list[list[str]]:
    """The table as it is shown."""
    return page.locator("main table tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.innerText.trim()))"
    )


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


def csv_cells(content: bytes) -> list[list[str]]:
    rows = read_csv(BytesIO(content), columns(), GERMAN)
    return [[cell if isinstance(cell, str) else as_text(cell) for cell in row] for row in rows]


def test_f1_the_newest_invoice_leads_to_its_calls(page: Page, erika: Person, invoice: Invoice):
    open_calls(page, erika)
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 bis 20 von 30 Einträgen")
    expect(main).to_contain_text("1.510,8596\N{NO-BREAK SPACE}€")
    page.get_by_role("link", name="Nächste Seite").click()
    expect(main).to_contain_text("21 bis 30 von 30 Einträgen")
    assert len(cells(page)) == 10
    assert cells(page)[-1][:5] == ["05137123456", "02.01.2025 23:59:59", "", "", "Österreich"]
    page.get_by_text("Was die Spalten bedeuten").click()
    expect(page.get_by_text("Eine Uhrzeit ist damit nicht gemeint.")).to_be_visible()
    assert_accessible(page)


def test_f2_sort_by_net_and_filter_by_destination(page: Page, erika: Person, invoice: Invoice):
    open_calls(page, erika)
    head = page.get_by_role("columnheader", name="Netto")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert [row[8] for row in cells(page)][:3] == ["1234,5000", "23,0000", "22,0000"]
    page.get_by_label("Zielnummer enthält").fill("0171 00000 1")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.get_by_role("main")).to_contain_text("1 bis 10 von 10 Einträgen")
    assert [row[3] for row in cells(page)] == [f"0171{number:07}" for number in range(19, 9, -1)]
    page.get_by_text("Weitere Filter").click()
    page.get_by_label("Mindestbetrag netto").fill("18")
    page.get_by_role("button", name="Filter anwenden").click()
    assert [row[8] for row in cells(page)] == ["19,0000", "18,0000"]
    expect(page.locator(".sums")).to_contain_text("37,0000")
    assert_accessible(page)
    page.get_by_role("link", name="Filter entfernen Zielnummer enthält").click()
    expect(page.get_by_label("Zielnummer enthält")).to_have_value("")
    assert [row[8] for row in cells(page)][:2] == ["1234,5000", "23,0000"]
    page.get_by_role("link", name="Alle Filter entfernen").or_(page.locator(".chip")).first.click()
    expect(page.get_by_role("main")).to_contain_text("1 bis 20 von 30 Einträgen")


def test_f2_wrong_values_are_explained_and_kept(page: Page, erika: Person, invoice: Invoice):
    open_calls(page, erika)
    page.get_by_text("Weitere Filter").click()
    page.get_by_label("Mindestdauer").fill("lange")
    page.get_by_role("button", name="Filter anwenden").click()
    summary = page.get_by_role("alert").or_(page.locator(".error-summary")).first
    expect(summary).to_contain_text("„lange“ ist keine Dauer.")
    expect(page.get_by_label("Mindestdauer")).to_have_value("lange")
    assert_accessible(page)
    page.get_by_label("Mindestdauer").fill("")
    page.get_by_label("Suchen", exact=True).fill("gibt es nicht")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.get_by_role("heading", name="Keine Verbindung passt zu diesen Filtern")).to_be_visible()
    assert_accessible(page)


def test_f2_everything_works_without_javascript(new_page, erika: Person, invoice: Invoice):
    page = new_page(java_script_enabled=False)
    log_in(page, erika.number, erika.password)
    page.goto(f"/rechnungen/{invoice.slug}/einzelverbindungen/")
    page.get_by_label("Suchen", exact=True).fill("flat")
    page.get_by_role("button", name="Filter anwenden").click()
    assert page.locator("main table tbody tr").count() == 2


def test_f4_csv_and_excel_equal_the_page(page: Page, erika: Person, invoice: Invoice):
    open_calls(page, erika)
    page.get_by_label("Zielnummer enthält").fill("0171")
    page.get_by_role("button", name="Filter anwenden").click()
    page.get_by_role("columnheader", name="Netto").get_by_role("link").click()
    page.get_by_role("link", name="50", exact=True).click()
    shown = cells(page)
    assert len(shown) == 25
    assert csv_cells(taken(page, "Auswahl als CSV speichern")) == shown
    assert xlsx_rows(taken(page, "Auswahl als Excel speichern")) == shown
    assert len(csv_cells(taken(page, "CSV"))) == 30
    page.goto(f"/rechnungen/{invoice.slug}/einzelverbindungen/?anzahl=50")
    assert xlsx_rows(taken(page, "Als Excel speichern")) == cells(page)


def test_f5_a_third_party_sees_calls_only_if_allowed(page: Page, watch, erika: Person, invoice: Invoice):
    watch.allow("403")
    make_login(erika.customer, kind=LoginKind.INVOICE_ONLY, scope=Scope.INVOICES, password="Rechnung-Buero-3")
    log_in(page, erika.number, "Rechnung-Buero-3")
    page.goto("/rechnungen/")
    expect(page.get_by_role("link", name="EVN")).to_have_count(0)
    page.goto(f"/rechnungen/{invoice.slug}/einzelverbindungen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Zugang darf diese Seite nicht öffnen")


def test_f6_what_is_over_is_explained(page: Page, watch, erika: Person, invoice: Invoice):
    watch.allow("410")
    old = make_invoice(erika.customer, issued_on=invoice.issued_on - timedelta(days=190), number="R-alt")
    open_calls(page, erika)
    page.goto(f"/rechnungen/{old.slug}/einzelverbindungen/")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        "Diese Einzelverbindungen sind nicht mehr verfügbar"
    )
    assert_accessible(page)


def test_f7_pictures_lead_to_the_calls(page: Page, erika: Person, invoice: Invoice):
    open_calls(page, erika)
    page.get_by_role("link", name="Auswertung").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Auswertung der Verbindungen")
    expect(page.get_by_role("img", name="Verbindungen nach Wochentag")).to_be_visible()
    expect(page.get_by_role("img", name="Verbindungen nach Uhrzeit")).to_be_visible()
    page.get_by_text("Als Tabelle zeigen").first.click()
    expect(page.get_by_role("rowheader", name="Montag")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Fon Flat").click()
    expect(page.get_by_role("main")).to_contain_text("1 bis 2 von 2 Einträgen")
    assert {row[4] for row in cells(page)} == {"Fon Flat"}


def test_l1_on_a_phone_calls_are_cards(phone: Page, erika: Person, invoice: Invoice):
    log_in(phone, erika.number, erika.password)
    for path in ("einzelverbindungen/", "einzelverbindungen/auswertung/"):
        phone.goto(f"/rechnungen/{invoice.slug}/{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        assert_accessible(phone)
    phone.goto(f"/rechnungen/{invoice.slug}/einzelverbindungen/")
    assert phone.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "block"
