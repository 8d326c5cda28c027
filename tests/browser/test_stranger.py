"""A portal fed from a stranger's files, as a customer sees it from the login page on (C15, A2, A3, E1, E2, F1, F4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.lib.periods import berlin_day
from tests.billing.call_lists import drop_partitions
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, choose_password, follow, log_in
from tests.formats.feeding import Fed, feed_the_empty_portal
from tests.formats.stranger import PASSWORDS, PRIVATE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_mode")]
EMAIL = "anna.berger@example.org"
OWN_PASSWORD = "Wattwurm-Sand-3"


@pytest.fixture
def fed(site: str, tmp_path: Path) -> Iterator[Fed]:
    yield feed_the_empty_portal(tmp_path, berlin_day(datetime.now(UTC)))
    drop_partitions()


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_c15_a_strangers_files_make_a_full_portal(page: Page, new_page, fed: Fed):
    log_in(page, PRIVATE, PASSWORDS[PRIVATE])
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("button", name="Link schicken").click()
    Mailbox(new_page(), EMAIL).confirm()
    log_in(page, PRIVATE, PASSWORDS[PRIVATE])
    choose_password(page, OWN_PASSWORD)
    log_in(page, PRIVATE, OWN_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Guten Tag, Anna Berger")

    follow(page, "/rechnungen/")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Gutschrift")
    assert_accessible(page)
    rows.nth(0).get_by_role("link", name="P-1001").click()  # what the credit note concerns
    expect(page.get_by_role("heading", level=1)).to_have_text("Rechnung P-1001")
    expect(page.get_by_role("main")).to_contain_text("Nachlass: Treuerabatt")
    assert taken(page, "E-Rechnung (XML)") == (fed.first_run / "invoices/P-1001.xml").read_bytes()
    address = page.get_by_role("link", name="PDF öffnen").get_attribute("href")
    assert page.request.get(address).body().startswith(b"%PDF-")

    page.get_by_role("link", name="Einzelverbindungen", exact=True).click()
    net = page.get_by_role("columnheader", name="Netto")
    net.get_by_role("link").click()
    amounts = page.locator("main tbody tr td:last-child")
    expect(amounts).to_have_count(3)
    if net.get_attribute("aria-sort") == "ascending":
        net.get_by_role("link").click()
    expect(amounts).to_have_text(["0,3667", "0,2168", "0,0756"])
    expect(page.locator("main tbody")).to_contain_text("01711234XXX")
    lines = taken(page, "Als CSV speichern").decode("utf-8-sig").splitlines()
    assert [line.split(";")[-1] for line in lines[1:]] == ["0,3667", "0,2168", "0,0756"]

    page.goto("/rechnungen/")
    page.get_by_role("main").get_by_role("link", name="Statistik").click()
    expect(page.get_by_role("img", name="Rechnungsbeträge nach Monaten")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("47,06")
