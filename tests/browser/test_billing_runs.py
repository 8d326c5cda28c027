"""What a billing run changes for a customer, from the import to the page (E3, E5)."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import CallRecordDetail
from billing import partitions
from billing.notification import notify_new_invoices
from billing.runs.importer import Outcome
from portal.lib.periods import add_months, berlin_day
from tests.billing.runs.cast import CALL, Run, csv_bytes, invoice, run_import
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, follow, log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give
from tests.contracts.papers.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_partition_stays(transactional_db):
    yield
    for partition in partitions.attached():
        partitions.drop(partition)


def run_for(number: str, *, calls: bytes) -> Run:
    """One invoice of this customer, dispatched today, with its calls."""
    run = Run(dispatched_on=berlin_day(timezone.now()).isoformat())
    name = run.add_invoice(invoice("R-1001", number))
    run.add_calls(calls, bind_to=name)
    return run


def test_e3_a_bad_run_changes_nothing_and_the_corrected_one_shows(page: Page, site, erika, tmp_path: Path):
    log_in(page, erika.number, erika.password)
    bad = run_for(erika.number, calls=csv_bytes(CALL, CALL.replace("0.2168", "0,21")))
    refused = run_import(bad.write(tmp_path / "bad"), now=timezone.now())
    assert (refused.outcome, refused.findings[0].finding.line) == (Outcome.REFUSED, 3)
    follow(page, "/rechnungen/")
    expect(page.get_by_role("main")).not_to_contain_text("R-1001")

    good = run_for(erika.number, calls=csv_bytes(CALL))
    assert run_import(good.write(tmp_path / "good"), now=timezone.now()).outcome is Outcome.PUBLISHED
    page.reload()
    expect(page.get_by_role("link", name="R-1001", exact=True)).to_have_count(1)
    page.get_by_role("link", name="EVN").first.click()
    expect(page.locator("main table")).to_contain_text("01711234567")
    expect(page.locator("main table")).to_contain_text("0,2168")

    assert run_import(tmp_path / "good", now=timezone.now()).outcome is Outcome.UNCHANGED
    page.reload()
    expect(page.locator("main table tbody tr")).to_have_count(1)


def test_f5_what_is_hidden_is_hidden_before_it_is_stored(page: Page, site, erika, tmp_path: Path):
    erika.customer.call_record_choices.update(detail=CallRecordDetail.SHORTENED, show_flat=False)
    flat = CALL.replace("01711234567", "0511998877").replace("0.2168", "0.0000").replace("national", "Flat")
    run = run_for(erika.number, calls=csv_bytes(CALL, flat)).write(tmp_path / "run")
    assert run_import(run, now=timezone.now()).outcome is Outcome.PUBLISHED
    log_in(page, erika.number, erika.password)
    follow(page, "/rechnungen/")
    page.get_by_role("link", name="EVN").first.click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    expect(page.locator("main table tbody")).to_contain_text("01711234XXX")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Als CSV speichern").click()
    exported = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    assert ("01711234XXX" in exported, "01711234567" in exported, "0511998877" in exported) == (
        True,
        False,
        False,
    )
    page.get_by_label("Zielnummer enthält").fill("01711234567")
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page.get_by_role("main")).to_contain_text("Keine Verbindung passt")


def test_e5_the_mail_about_a_new_invoice_leads_to_it_once(
    page: Page, new_page, site, demo_mode, erika, tmp_path: Path
):
    log_in(page, erika.number, erika.password)
    follow(page, "/rechnungen/")
    expect(page.get_by_role("main")).not_to_contain_text("R-1001")
    run = run_for(erika.number, calls=csv_bytes(CALL)).write_zip(tmp_path / "run.zip")
    assert run_import(run, now=timezone.now()).outcome is Outcome.PUBLISHED
    assert notify_new_invoices(now=timezone.now()) == 1
    assert notify_new_invoices(now=timezone.now()) == 0

    mailbox = Mailbox(new_page(), "erika@example.org")
    (subject,) = mailbox.subjects()
    assert "Rechnung" in subject
    text = mailbox.open()
    assert "R-1001" in text
    mailbox.page.locator(".mail-text a").first.click()
    expect(mailbox.page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    mailbox.page.get_by_label("Kundennummer").fill(erika.number)
    mailbox.page.get_by_label("Kennwort", exact=True).fill(erika.password)
    mailbox.page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    expect(mailbox.page.get_by_role("main")).to_contain_text("R-1001")


def test_l6_the_contracts_stand_on_the_invoice_and_in_its_pdf(page: Page, site, erika, tmp_path: Path):
    load_demo_catalogue()
    today = berlin_day(timezone.now())
    begin, end = add_months(today, -11), add_months(today, 13)
    give(erika, "dsl-100-24", number="V-1001", started_on=begin, minimum_term_ends_on=end)
    give(erika, "fon-komfort", number="V-1002", started_on=begin)
    run = run_for(erika.number, calls=csv_bytes(CALL)).write(tmp_path / "run")
    assert run_import(run, now=timezone.now()).outcome is Outcome.PUBLISHED
    log_in(page, erika.number, erika.password)
    follow(page, "/rechnungen/")
    page.get_by_role("link", name="R-1001", exact=True).click()
    contracts = page.get_by_role("region", name="Ihre Verträge").get_by_role("row")
    expect(contracts.nth(1)).to_contain_text("V-1001")
    for fact in (begin, end, add_months(end, -1)):
        expect(contracts.nth(1)).to_contain_text(f"{fact:%d.%m.%Y}")
    expect(contracts.nth(2)).to_contain_text("jederzeit möglich")
    expect(page.get_by_role("link", name="bundesnetzagentur.de")).to_be_visible()
    assert_accessible(page)
    paper = page.request.get(page.get_by_role("link", name="PDF öffnen").get_attribute("href") or "").body()
    assert {"V-1001", "V-1002", f"{end:%d.%m.%Y}"} <= set(text_of(paper).split())
