"""Ordering in a browser: choose, configure, check, confirm; then the mail, the list, the state, the cancellation
(C2–C7). The kinds of order have tests of their own."""

import hashlib
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from contracts.models import Order, Product
from portal.audit.trail import system
from portal.carrier import steering
from portal.carrier.models import CarrierMessage
from portal.outbox.models import OutgoingMail
from portal.shell.formats import day_text
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give

pytestmark = pytest.mark.django_db(transaction=True)
BUTTON = "Kostenpflichtig beauftragen"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def line(erika: Person) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def to_check_page(page: Page, erika: Person, line: Product, offer: str = "DSL 100") -> None:
    """From the login page to the form of the change, choose, go on."""
    log_in(page, erika.number, erika.password)
    page.goto(f"/bestellen/bandwidth/{line.pk}/")
    choose(page, offer)


def choose(page: Page, offer: str) -> None:
    page.get_by_role("radio", name=offer).check()
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte prüfen Sie Ihren Auftrag")


def press(page: Page) -> Order:
    """Order what the check page shows."""
    page.get_by_role("button", name=BUTTON, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Auftrag")
    return Order.objects.get()


def test_c2_c4_choose_configure_check_confirm_with_a_change_of_mind(page: Page, erika: Person, line: Product):
    log_in(page, erika.number, erika.password)
    follow(page, "/vertraege/")
    main(page).get_by_role("link", name="DSL 50").first.click()
    main(page).get_by_role("link", name="Bandbreite ändern").first.click()
    assert_accessible(page)
    choose(page, "DSL 250")
    expect(main(page)).to_contain_text("49,90")
    page.locator(".order-check .card-head").get_by_role("link", name="ändern").click()
    expect(page.get_by_role("radio", name="DSL 250")).to_be_checked()  # what was chosen is still there
    choose(page, "DSL 100")
    expect(main(page)).to_contain_text("39,90")
    assert_accessible(page)
    summary = page.get_by_role("link", name="Vertragszusammenfassung").get_attribute("href")
    paper = page.request.get(summary).body()
    assert not Order.objects.exists()
    placed = press(page)
    for fact in (placed.number, day_text(placed.activation_on), "DSL 100", "39,90"):
        expect(main(page)).to_contain_text(fact)
    assert_accessible(page)
    assert placed.summary_sha256 == hashlib.sha256(paper).hexdigest()
    confirmation = page.get_by_role("link", name="Bestätigung (PDF)").get_attribute("href")
    assert page.request.get(confirmation).body().startswith(b"%PDF")


def test_c3_the_button_says_what_it_costs_a_skipped_check_is_refused_and_two_clicks_are_one(
    page: Page, erika: Person, line: Product
):
    to_check_page(page, erika, line)
    button = main(page).locator(".order-check form .button")
    expect(button).to_have_text(re.compile(rf"^\s*{BUTTON}\s*$"))
    page.locator("input[name=checked]").evaluate("field => { field.value = '' }")
    button.click()
    expect(page.get_by_text("Bitte prüfen Sie zuerst Ihren Auftrag.")).to_be_visible()
    assert not Order.objects.exists()
    button.dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Auftrag")
    placed = Order.objects.get()
    page.go_back()
    page.reload()  # the back button: the old check page is gone, nothing is ordered
    assert Order.objects.get() == placed
    assert CarrierMessage.objects.count() == OutgoingMail.objects.filter(kind="order_placed").count() == 1


def test_c5_the_mail_names_the_day_and_stays_readable(page: Page, erika: Person, line: Product):
    to_check_page(page, erika, line)
    placed = press(page)
    page.goto("/nachrichten/")
    main(page).get_by_role("link", name=placed.number).click()
    expect(main(page)).to_contain_text(f"Er gilt ab dem {day_text(placed.activation_on)}.")
    expect(main(page)).to_contain_text("DSL 100")
    assert_accessible(page)


def test_c6_list_details_and_cancelling_without_javascript_on_a_phone(new_page, erika: Person, line: Product):
    phone = new_page(java_script_enabled=False, **PHONE)
    to_check_page(phone, erika, line)
    placed = press(phone)
    phone.goto("/auftraege/")
    row = phone.get_by_role("row").filter(has_text=placed.number)
    expect(row).to_contain_text("Bandbreite ändern")
    row.get_by_role("link", name=placed.number).click()
    expect(main(phone)).to_contain_text("39,90")
    phone.get_by_role("button", name="Stornieren").click()
    expect(phone.get_by_text("Wir prüfen, ob sich der Auftrag noch anhalten lässt.")).to_be_visible()
    expect(phone.get_by_role("button", name="Stornieren")).to_have_count(0)
    state = phone.locator("[aria-labelledby=auftrag] .badge")
    expect(state).to_have_text("wird storniert")  # the carrier has accepted it by now


def test_c6_c7_the_state_follows_the_carrier(page: Page, new_page, erika: Person, line: Product):
    to_check_page(page, erika, line)
    placed = press(page)
    follow(page, "/auftraege/")
    assert_accessible(page)
    page.get_by_role("link", name=placed.number).click()
    state = page.locator("[aria-labelledby=auftrag] .badge")
    course = page.locator("[aria-labelledby=verlauf] li")
    expect(course).to_have_text([re.compile("beauftragt"), re.compile("in Bearbeitung")])
    steering.hold(placed.number, actor=system("test"), now=timezone.now())
    page.reload()
    expect(state).to_have_text("angehalten")
    assert_accessible(page)
    steering.complete_now(placed.number, actor=system("test"), now=timezone.now())
    page.reload()
    expect(state).to_have_text("erledigt")
    expect(page.get_by_role("button", name="Stornieren")).to_have_count(0)
    page.goto(f"/vertraege/{line.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("DSL 100")
    page.goto("/nachrichten/")
    expect(main(page).get_by_role("link", name=placed.number)).to_have_count(2)
