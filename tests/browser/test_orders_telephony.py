"""Ordering on a fixed line in a browser: an option, and the directory entry (C8, B7)."""

import pytest
from playwright.sync_api import Page, expect

from contracts.models import DirectoryEntry, Order
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import until_done
from tests.contracts.owned import give, give_option

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(erika):
    load_demo_catalogue()
    return give(erika, "fon-komfort")


def open_change(page: Page, erika, line, title: str) -> None:
    """From the login page by way of the product's page to a form."""
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{line.pk}/")
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def to_the_order_list(page: Page, title: str) -> Order:
    """Follow the confirmation to the list of orders."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Auftrag")
    page.get_by_role("main").get_by_role("link", name="Alle Aufträge").click()
    placed = Order.objects.get()
    row = page.get_by_role("row").filter(has_text=placed.number)
    expect(row).to_contain_text(title)
    return placed


def test_c8_a_telephony_option_takes_the_place_of_another(page: Page, erika, line):
    old = give_option(line, "fon-europa")
    open_change(page, erika, line, "Telefonie-Option hinzubuchen oder beenden")
    assert_accessible(page)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert").first).to_contain_text("Bitte wählen Sie eines der Angebote.")
    page.get_by_role("radio", name="Option hinzubuchen: Ausland Welt").check()
    page.get_by_role("button", name="Weiter").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("„Ausland Welt“ ersetzt „Ausland Europa“.")
    expect(main.get_by_label("Preis und Termine")).to_contain_text("7,95")
    assert_accessible(page)
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    placed = to_the_order_list(page, "Option hinzubuchen: Ausland Welt")
    until_done(placed)
    old.refresh_from_db()
    assert old.valid_to == placed.activation_on
    assert line.options.get(code="fon-welt").valid_from == placed.activation_on


def test_b7_the_directory_entry_from_none_to_listed(page: Page, erika, line):
    open_change(page, erika, line, "Eintrag im Teilnehmerverzeichnis ändern")
    assert_accessible(page)
    page.get_by_label("In elektronischen Verzeichnissen").check()
    page.get_by_label("Mailänder Straße 2, 30539 Hannover").check()
    page.get_by_label("Beruf").fill("Ärztin")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("main")).to_contain_text("elektronische Verzeichnisse")
    page.get_by_role("button", name="Beauftragen", exact=True).click()
    placed = to_the_order_list(page, "Eintrag im Teilnehmerverzeichnis ändern")
    page.goto(f"/vertraege/{line.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Ihre Rufnummer steht in keinem Verzeichnis")
    until_done(placed)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Ärztin")
    assert_accessible(page)
    assert DirectoryEntry.objects.get().name == "Erika Mustermann"
