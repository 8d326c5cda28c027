"""C8, C11, C4: a new line, a termination and the contract summary, from the login page on."""

import re

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Order, Product
from portal.documents.models import Document
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give

pytestmark = pytest.mark.django_db(transaction=True)


def continue_to_check(page: Page) -> None:
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte prüfen Sie Ihren Auftrag")


def see_in_list(page: Page, number: str) -> None:
    page.get_by_role("link", name="Alle Aufträge").click()
    expect(page.get_by_role("row", name=number)).to_be_visible()


def test_c8_a_new_line_is_ordered_at_another_address(page: Page, erika: Person):
    load_demo_catalogue()
    give(erika, "dsl-50-24")
    log_in(page, erika.number, erika.password)
    page.goto("/bestellen/new-line/")
    expect(page.get_by_label("Straße und Hausnummer")).to_have_value("Mailänder Straße 2")
    page.get_by_role("radio", name="Glasfaser 300 ").first.check()
    assert_accessible(page)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("An dieser Adresse haben Sie schon einen Anschluss")
    page.get_by_label("Straße und Hausnummer").fill("Am Markt 7")
    page.get_by_label("Postleitzahl").fill("30159")
    page.get_by_label("Rufnummer mitnehmen").fill("0511 123456")
    page.get_by_label("Bisheriger Anbieter").fill("Telefonwerk")
    continue_to_check(page)
    assert_accessible(page)
    expect(page.get_by_text("Am Markt 7, 30159 Hannover")).to_be_visible()
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    placed = Order.objects.get(kind="new-line")
    expect(page.get_by_text(placed.number).first).to_be_visible()
    see_in_list(page, placed.number)


def test_c11_a_contract_is_terminated_in_the_portal(page: Page, erika: Person):
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{line.pk}/")
    page.get_by_role("link", name="Vertrag kündigen").first.click()
    expect(page.get_by_label(re.compile("So bald wie möglich: am"))).to_be_checked()
    assert_accessible(page)
    continue_to_check(page)
    assert_accessible(page)
    expect(page.get_by_role("button", name="Beauftragen", exact=True)).to_have_count(0)
    page.get_by_role("button", name="jetzt kündigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Kündigung ist bei uns eingegangen")
    placed = Order.objects.get(kind="termination")
    with page.expect_download() as download:
        page.get_by_role("link", name="Eingangsbestätigung (PDF)").click()
    assert placed.number in download.value.suggested_filename
    see_in_list(page, placed.number)
    assert Product.objects.get(pk=line.pk).ends_on is None


def test_c4_the_summary_is_read_before_a_product_is_changed(page: Page, erika: Person):
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    log_in(page, erika.number, erika.password)
    page.goto(f"/bestellen/product-change/{line.pk}/")
    page.get_by_role("radio", name="Glasfaser 300 ").first.check()
    consent = page.get_by_label("Ich stimme der neuen Mindestlaufzeit von 24 Monaten zu")
    expect(consent).not_to_be_checked()
    consent.check()
    assert_accessible(page)
    continue_to_check(page)
    link = page.get_by_role("link", name="Vertragszusammenfassung")
    paper = page.request.get(str(link.get_attribute("href")))
    assert paper.headers["content-type"] == "application/pdf"
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    expect(page.get_by_role("link", name="Auftrag verfolgen")).to_be_visible()
    placed = Order.objects.get(kind="product-change")
    assert placed.summary_sha256 == Document.objects.about(placed).get(kind="contract_summary").sha256
    page.get_by_role("link", name="Auftrag verfolgen").click()
    page.get_by_role("link", name="Diesen Auftrag widerrufen").click()
    expect(page.get_by_role("radio", name=placed.name)).to_be_checked()
    assert_accessible(page)
    continue_to_check(page)
    page.get_by_role("button", name="Widerruf bestätigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr Widerruf ist bei uns eingegangen")
    placed.refresh_from_db()
    assert placed.state in ("assessingCancellation", "pendingCancellation", "cancelled")  # on its way
