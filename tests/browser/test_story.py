"""The whole story of a first login, without a shortcut: files in, mails read at /demo/post/, tables out.

The portal starts empty and is fed from files in the import formats, as `make demo` does it.
"""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.cell import Cell
from playwright.sync_api import Page, expect

from billing import partitions
from portal.demo.feed import NEWCOMER, write_feed
from portal.demo.filling import dispatch_days
from portal.lib.periods import berlin_day
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, choose_password, follow, log_in

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "jonas.lindemann@example.org"
OWN_PASSWORD = "Leine-Ufer-2026"


@pytest.fixture
def fed_portal(site, demo_mode, tmp_path: Path):
    """An empty portal that got the demo carrier's customers and its newest billing run."""
    now = timezone.now()
    feed = tmp_path / "customers.jsonl"
    write_feed(feed, others=0, today=berlin_day(now), created_at=now - timedelta(hours=1))
    call_command("import_carrier_data", str(feed), verbosity=0)
    newest = dispatch_days(berlin_day(now), 1)[-1]
    call_command(
        "make_billing_run",
        out=tmp_path / "run",
        dispatched_on=newest,
        customers=feed,
        most=2,
        calls=90,
        no_credits=True,
    )
    call_command("import_billing_run", str(tmp_path / "run"))
    yield
    for partition in partitions.attached():
        partitions.drop(partition)


def table_rows(page: Page) -> list[list[str]]:
    """Every row of every page of the table, as people read it."""
    rows: list[list[str]] = []
    while True:
        shown = page.locator("main table tbody tr").all()
        rows += [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in shown]
        further = page.locator("a[rel=next]")
        if not further.count():
            return rows
        further.click()


def download(page: Page, link: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name=link).click()
    return Path(coming.value.path()).read_bytes()


def test_a2_a3_e1_e2_f1_f2_f4_from_the_letter_to_the_spreadsheet(fed_portal, page: Page, new_page):
    # The initial password opens the e-mail step; a mistyped address can be corrected.
    log_in(page, NEWCOMER.number, NEWCOMER.initial_password)
    page.get_by_label("E-Mail-Adresse").fill("jonas.lindenmann@example.org")
    page.get_by_role("button", name="Link schicken").click()
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_role("button", name="An die neue Adresse schicken").click()
    expect(page.get_by_role("main")).to_contain_text(EMAIL)

    # The mail, its link, the button.
    mailbox = Mailbox(new_page(), EMAIL).follow_link()
    mailbox.get_by_role("button", name="E-Mail-Adresse bestätigen").click()

    # The initial password once more, an own password, and in.
    log_in(page, NEWCOMER.number, NEWCOMER.initial_password)
    choose_password(page, OWN_PASSWORD)
    log_in(page, NEWCOMER.number, OWN_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jonas Lindemann")
    assert_accessible(page)

    # Archive and PDF.
    follow(page, "/rechnungen/")
    newest = page.locator("main table tbody tr").first
    expect(newest).to_contain_text("neu")
    address = newest.get_by_role("link", name="PDF").get_attribute("href")
    assert page.request.get(address).body().startswith(b"%PDF-")

    # Call records: the dearest first, one destination only.
    newest.get_by_role("link", name="EVN").click()
    net = page.get_by_role("columnheader", name="Netto")
    net.get_by_role("link").click()
    if net.get_attribute("aria-sort") == "ascending":
        net.get_by_role("link").click()
    expect(net).to_have_attribute("aria-sort", "descending")
    amounts = [float(row[-1].split()[0].replace(".", "").replace(",", ".")) for row in table_rows(page)]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] > amounts[-1]
    destination = page.locator("main table tbody tr").first.locator("td").nth(2).inner_text().strip()
    page.get_by_label("Zielnummer enthält").fill(destination[:5])
    page.get_by_role("button", name="Filter anwenden").click()
    shown = table_rows(page)
    assert shown
    assert all(row[3].startswith(destination[:5]) for row in shown), shown[:3]

    # Both files hold what the page shows, cell by cell.
    expected = [[*row[:6], row[6].replace(".", ""), *row[7:]] for row in shown]  # 1.500 → 1500
    text = download(page, "Auswahl als CSV speichern").decode("utf-8-sig")
    _, *lines = csv.reader(io.StringIO(text), delimiter=";")
    assert lines == expected
    sheet = load_workbook(io.BytesIO(download(page, "Auswahl als Excel speichern"))).active
    assert [[as_shown(cell) for cell in row] for row in sheet.iter_rows(min_row=2)] == expected


def as_shown(cell: Cell) -> str:
    """A typed cell of the workbook in the words of the page."""
    value = cell.value
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}" if "h" in cell.number_format else f"{value:%d.%m.%Y}"
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, int | float):
        return (
            f"{value:.4f}".replace(".", ",")
            if "0000" in cell.number_format
            else f"{value:g}".replace(".", ",")
        )
    return value or ""
