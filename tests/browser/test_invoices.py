"""The invoice archive as a customer uses it, from the login page on (E1, E2, E6)."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, InvoiceDelivery
from billing import exports
from billing.einvoice.writing import write_cii
from billing.models import Invoice
from portal.documents import store
from portal.lib.csv_files import GERMAN, read_csv
from tests.billing.archive import keep_original, make_from_document, make_invoice
from tests.billing.einvoice.cast import BUSINESS, CREDIT_NOTE, ORDINARY
from tests.billing.papers.structure import attached, open_pdf, text_of
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue

FIRST_PAPER = 60_000  # ms; the first paper of a process loads WeasyPrint, on a busy machine for many seconds


def log_in(page: Page, person: Person) -> None:
    page.goto("/anmelden/")
    page.locator("main [name=number]").fill(person.number)
    page.locator("main [name=password]").fill(person.password)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("form[action='/abmelden/']").first).to_be_attached()


def to_the_archive(page: Page) -> None:
    follow(page, "/rechnungen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechnungen")


def taken(page: Page, name: str) -> bytes:
    """The file behind a link or button of this name."""
    with page.expect_download(timeout=FIRST_PAPER) as download:
        page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()
    return Path(download.value.path()).read_bytes()


def cells(page: Page) -> list[list[str]]:
    """Texts of the archive's rows, as the page shows them."""
    found = page.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.innerText))")
    return [[" ".join(text.split()) for text in row] for row in found]


@pytest.fixture
def invoices(erika: Person) -> list[Invoice]:
    """An invoice, the credit note for it and one of the year before."""
    first = make_from_document(erika.customer, write_cii(ORDINARY))
    credit = make_from_document(erika.customer, write_cii(CREDIT_NOTE))
    Invoice.objects.filter(pk=credit.pk).update(corrects=first, issued_on=date(2026, 11, 12))
    older = make_invoice(erika.customer, issued_on=date(2025, 12, 15), number="2080295316")
    keep_original(older)
    return [credit, first, older]


def test_e1_a_customer_finds_the_newest_invoice_on_top(
    page: Page, erika: Person, invoices: list[Invoice]
) -> None:
    log_in(page, erika)
    expect(page.get_by_role("heading", name="Gutschrift Oktober 2026")).to_be_visible()
    to_the_archive(page)
    expect(page.locator(".intro")).to_contain_text("Mailänder Straße 2, 30539 Hannover")
    rows = cells(page)
    assert [row[3].split(" betrifft")[0].split(" siehe")[0] for row in rows] == [i.number for i in invoices]
    assert rows[0][1] == "Oktober 2026 neu Gutschrift"
    assert rows[1][2:6] == [
        "03.11.2026",
        "R-2026/10 000123 siehe auch G-2026-10-000009",
        "01.10.2026 – 31.10.2026",
        "60,17 €",
    ]
    assert_accessible(page)
    page.locator("tr.newest").get_by_role("link", name="R-2026/10 000123").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechnung R-2026/10 000123")


def test_e1_paper_customers_find_the_way_to_online_invoices(page: Page, erika: Person) -> None:
    Customer.objects.update(invoice_delivery=InvoiceDelivery.POST)
    load_demo_catalogue()
    make_invoice(erika.customer, issued_on=date(2026, 11, 15))
    log_in(page, erika)
    to_the_archive(page)
    expect(page.get_by_role("heading", level=2)).to_have_text("Ihre Rechnungen kommen per Post")
    expect(page.locator("main table")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Zur Online-Rechnung wechseln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechnungszustellung ändern")


def test_e1_an_empty_archive_is_explained(page: Page, erika: Person) -> None:
    log_in(page, erika)
    to_the_archive(page)
    expect(page.get_by_role("heading", level=2)).to_have_text("Noch keine Rechnungen")
    assert_accessible(page)


def test_e2_the_page_the_pdf_and_the_xml_say_the_same(
    page: Page, firma: Person, steuerberater: Person, tmp_path: Path
) -> None:
    xml = write_cii(BUSINESS)
    invoice = make_from_document(firma.customer, xml)
    log_in(page, steuerberater)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechnungen")  # nothing else is open to them
    page.get_by_role("link", name="R-2026-10-000777", exact=True).click()
    expect(page.locator(".figure")).to_have_text("864,00 €")
    totals = page.locator("table.totals")
    for label, amount in [
        ("Gesamtbetrag ohne USt.", "810,00 €"),
        ("USt. gesamt in Buchungswährung: 1.148,09 DKK", "153,90 €"),
        ("Gesamtbetrag mit USt.", "963,90 €"),
        ("Bereits gezahlt", "−100,00 €"),
        ("Zu zahlen", "864,00 €"),
    ]:
        expect(totals.get_by_role("row", name=f"{label} {amount}", exact=True)).to_be_visible()
    assert_accessible(page)
    answer = page.request.get(
        page.get_by_role("link", name="PDF öffnen").get_attribute("href"), timeout=FIRST_PAPER
    )
    assert answer.headers["content-type"] == "application/pdf"
    paper = answer.body()
    assert attached(open_pdf(paper)) == {"factur-x.xml": ("/Alternative", xml)}
    text = text_of(paper, tmp_path)
    for amount in ("810,00 €", "153,90 €", "963,90 €", "864,00 €", "1.148,09 DKK"):
        assert amount in text
    assert taken(page, "E-Rechnung (XML)") == xml
    kept = store.find(invoice, "pdf")
    assert kept is not None
    assert store.read(kept) == paper


def test_e2_a_credit_note_leads_to_its_invoice_and_back(
    page: Page, erika: Person, invoices: list[Invoice]
) -> None:
    log_in(page, erika)
    to_the_archive(page)
    page.get_by_role("link", name="G-2026-10-000009", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gutschrift G-2026-10-000009")
    expect(page.get_by_role("heading", name="Guthaben für Sie")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="R-2026/10 000123").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechnung R-2026/10 000123")
    page.locator(".notice").get_by_role("link", name="G-2026-10-000009").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gutschrift G-2026-10-000009")


def test_e6_search_filter_and_zip(page: Page, erika: Person, invoices: list[Invoice]) -> None:
    log_in(page, erika)
    to_the_archive(page)
    page.get_by_label("Rechnungsnummer").fill("20802")
    page.get_by_role("button", name="Suchen").click()
    assert [row[3] for row in cells(page)] == ["2080295316"]
    page.get_by_role("link", name="Alle anzeigen").click()
    page.get_by_label("Jahr").select_option("2026")
    page.get_by_role("button", name="Suchen").click()
    assert len(cells(page)) == 2
    page.get_by_role("button", name="Ausgewählte als ZIP").click()
    expect(page.get_by_role("status")).to_contain_text("Bitte wählen Sie mindestens eine Rechnung aus.")
    page.get_by_label("R-2026/10 000123 auswählen").check()
    page.get_by_label("2080295316 auswählen").check()
    with ZipFile(BytesIO(taken(page, "Ausgewählte als ZIP"))) as archive:
        assert archive.namelist() == ["Rechnung R-2026-10 000123.pdf", "Rechnung 2080295316.pdf"]
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())


def test_e6_lists_and_lines_equal_the_page(page: Page, erika: Person, invoices: list[Invoice]) -> None:
    log_in(page, erika)
    to_the_archive(page)
    shown = cells(page)
    listed = list(read_csv(BytesIO(taken(page, "Liste als CSV")), exports.list_columns(), GERMAN))
    assert [f"{row[2]:%d.%m.%Y}" for row in listed] == [row[2] for row in shown]
    assert [f"{row[9]:.2f} €".replace(".", ",") for row in listed] == [row[5] for row in shown]
    assert [row[0] for row in listed] == [invoice.number for invoice in invoices]
    sheet = openpyxl.load_workbook(BytesIO(taken(page, "Liste als Excel"))).active
    assert [cell.value for cell in sheet["A"]][1:] == [row[0] for row in listed]
    assert [cell.value for cell in sheet["J"]][1:] == [float(row[9]) for row in listed]
    page.get_by_role("link", name="R-2026/10 000123", exact=True).first.click()
    names = page.locator("tbody .service > .stack > span:first-child").all_inner_texts()
    lines = list(read_csv(BytesIO(taken(page, "Positionen als CSV")), exports.line_columns(), GERMAN))
    assert [row[3] for row in lines] == names == [line.name for line in ORDINARY.lines]
    sheet = openpyxl.load_workbook(BytesIO(taken(page, "Positionen als Excel"))).active
    assert [cell.value for cell in sheet["I"]][1:] == [float(line.net_amount) for line in ORDINARY.lines]


def test_e1_on_a_phone_rows_are_cards(phone: Page, erika: Person, invoices: list[Invoice]) -> None:
    log_in(phone, erika)
    phone.goto("/rechnungen/")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width == 390
    assert phone.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "block"
    assert_accessible(phone)
    phone.get_by_role("link", name="R-2026/10 000123", exact=True).first.click()
    expect(phone.locator(".figure")).to_have_text("60,17 €")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(phone)
