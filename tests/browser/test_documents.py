"""The documents page as a customer uses it, from the login page on (C13)."""

from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from contracts.papers import keep_mandate, keep_order_confirmation, keep_receipt
from portal.audit.models import AuditEntry
from portal.documents import store
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person
from tests.contracts.papers.cast import MADE_AT, MANDATE, ORDER, TERMINATION


def issue_papers(person: Person) -> None:
    """Three papers of this customer, one of each kind."""
    issued = {
        "subject": person.customer,
        "customer_id": person.customer.pk,
        "language": "de",
        "now": MADE_AT,
    }
    keep_order_confirmation(ORDER, **issued)
    keep_receipt(TERMINATION, **issued)
    keep_mandate(MANDATE, **issued)


def open_page(page: Page, person: Person) -> None:
    log_in(page, person.number, person.password)
    follow(page, "/dokumente/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dokumente")


def test_c13_papers_are_found_filtered_and_taken_home(page: Page, erika: Person) -> None:
    open_page(page, erika)
    expect(page.get_by_role("heading", name="Noch keine Dokumente")).to_be_visible()
    assert_accessible(page)
    issue_papers(erika)
    page.reload()
    rows = page.get_by_role("main").locator("tbody tr")
    expect(rows).to_have_count(3)
    assert_accessible(page)

    page.get_by_label("Art").select_option(label="Auftragsbestätigung")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(rows).to_have_count(1)
    with page.expect_download() as download:
        rows.get_by_role("link", name="Auftragsbestätigung A-2026-000815").click()
    assert download.value.suggested_filename == "Auftragsbestätigung A-2026-000815.pdf"
    taken = Path(download.value.path()).read_bytes()
    assert taken == store.read(store.find(erika.customer, "order_confirmation"))
    assert "Wechsel auf Internet 250" in PdfReader(BytesIO(taken)).pages[0].extract_text()
    assert AuditEntry.objects.filter(action="document.downloaded").count() == 1

    page.get_by_role("link", name="Filter entfernen").click()
    expect(rows).to_have_count(3)
    page.get_by_role("columnheader", name="Dokument").get_by_role("link").click()
    expect(rows.first).to_contain_text("Auftragsbestätigung A-2026-000815")


def test_c13_papers_read_well_on_a_phone(phone: Page, erika: Person) -> None:
    issue_papers(erika)
    log_in(phone, erika.number, erika.password)
    expect(phone.locator("form[action='/abmelden/']").first).to_be_attached()
    phone.goto("/dokumente/")
    expect(phone.locator("tbody tr")).to_have_count(3)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(phone)
