"""E-mail addresses as a customer uses them, from the login page on (B5, C8)."""

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Mailbox, Order, Product
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.mailboxes import give_mailbox
from tests.contracts.owned import give, give_option

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "Brief-Marke-1234"


@pytest.fixture
def package(erika: Person) -> Product:
    """Mail S with a mailbox of each tier."""
    load_demo_catalogue()
    package = give(erika, "mail-s")
    give_mailbox(erika, package, "erika@nordwerk.example")
    plus = give_mailbox(erika, package, "garten@nordwerk.example", tier="mailbox-plus", sends_sms=True)
    give_option(plus, "storage-100")
    return package


def order(page: Page, button: str = "Beauftragen") -> None:
    """From the filled-in form over the check page to the confirmation."""
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte prüfen Sie Ihren Auftrag")
    assert_accessible(page)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Auftrag")


def choose(page: Page, address: str, change: str) -> None:
    """Open the changes of an address and take one."""
    row = page.get_by_role("row", name=address)
    row.locator("summary").click()
    row.get_by_role("link", name=change).click()


def test_b5_every_address_with_what_can_be_changed(page: Page, erika: Person, package: Product) -> None:
    log_in(page, erika.number, erika.password)
    follow(page, "/email-adressen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("E-Mail-Adressen")
    expect(page.get_by_text("2 von 10 Adressen")).to_be_visible()
    plus = page.get_by_role("row", name="garten@nordwerk.example")
    expect(plus).to_contain_text("Mail Plus")
    expect(plus).to_contain_text("Online-Festplatte 100 GB")
    plus.locator("summary").click()
    assert plus.get_by_role("listitem").all_inner_texts() == [
        "SMS-Versand ausschalten",
        "Online-Festplatte",
        "Neues Kennwort des Postfachs",
    ]
    assert_accessible(page)
    choose(page, "erika@nordwerk.example", "Zu Mail Plus wechseln")
    order(page, "Kostenpflichtig beauftragen")
    follow(page, "/email-adressen/")
    choose(page, "erika@nordwerk.example", "Zu Mail Plus wechseln: bestellt")
    expect(page.get_by_role("heading", level=1)).to_contain_text(Order.objects.get().number)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/email-adressen/")
    row = page.get_by_role("row", name="garten@nordwerk.example")
    assert row.evaluate("row => getComputedStyle(row).display") == "block"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(page)


def test_c8_a_further_address_from_the_package_to_the_orders(
    page: Page, erika: Person, package: Product
) -> None:
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{package.pk}/")
    page.get_by_role("link", name="E-Mail-Adresse hinzufügen").click()
    assert_accessible(page)
    page.get_by_label("Name vor dem @").fill("Postmaster")
    page.get_by_label("Kennwort des Postfachs").fill(SECRET)
    page.get_by_label("Kennwort wiederholen").fill(SECRET)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("Diese Adresse ist nicht verfügbar")
    assert_accessible(page)
    page.get_by_label("Name vor dem @").fill("erika.neu")
    page.get_by_label("Kennwort des Postfachs").fill(SECRET)
    page.get_by_label("Kennwort wiederholen").fill(SECRET)
    order(page)
    expect(page.get_by_role("main")).to_contain_text("erika.neu@nordwerk.example")
    follow(page, "/auftraege/")
    expect(page.get_by_role("row", name=Order.objects.get().number)).to_contain_text(
        "Zusätzliche E-Mail-Adresse"
    )
    assert Mailbox.objects.count() == 2
