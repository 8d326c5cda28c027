"""SIM cards in a browser: the loss block on a phone, activation, PIN and PUK, a number that is swapped (D3, D5, D7)."""

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Order
from mobile.models import MobileNumber, SimCard, SimState
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import until_done
from tests.mobile.cast import NUMBER, PIN, PUK, give_mobile, give_sim

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def contract(erika):
    load_demo_catalogue()
    return give_mobile(erika)


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def open_change(page: Page, erika, contract, title: str) -> None:
    """From the login page by way of the contract's page to a form."""
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{contract.pk}/")
    page.get_by_role("main").get_by_role("link", name=title).first.click()
    expect(heading(page)).to_have_text(title)


def test_d3_two_clicks_on_a_phone_block_a_lost_card(page: Page, erika, contract):
    page.set_viewport_size(PHONE)
    log_in(page, erika.number, erika.password)
    page.get_by_role("main").get_by_role("link", name="SIM-Karte sperren").click()  # 1
    expect(heading(page)).to_have_text("SIM-Karte sperren")
    expect(page.get_by_role("main")).to_contain_text("0800 000 0001")
    assert_accessible(page)
    page.get_by_role("button", name="Jetzt sperren").click()  # 2
    expect(heading(page)).to_have_text("Vielen Dank für Ihren Auftrag")
    expect(page.get_by_role("main")).to_contain_text("Wir haben Ihre Karte als gesperrt vermerkt.")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert SimCard.objects.get().state == SimState.BLOCKED_LOSS
    page.go_back()
    page.get_by_role("button", name="Jetzt sperren").click()
    expect(page.get_by_role("main")).to_contain_text("Die Karte ist schon gesperrt.")
    assert Order.objects.count() == 1


def test_d3_c8_a_new_card_is_activated(page: Page, erika, contract):
    card = give_sim(contract, SimState.INACTIVE, 2, iccid="8949000000000004711")
    open_change(page, erika, contract, "SIM-Karte aktivieren")
    assert_accessible(page)
    page.get_by_label("Letzte 4 Ziffern der Kartennummer").fill("4711")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Beauftragen", exact=True).click()
    expect(heading(page)).to_have_text("Vielen Dank für Ihren Auftrag")
    until_done(Order.objects.get())
    card.refresh_from_db()
    assert card.state == SimState.ACTIVE


def test_d5_pin_and_puk_after_the_password(page: Page, erika, contract):
    card = contract.sims.get()
    log_in(page, erika.number, erika.password)
    erika.login.sessions.update(proof_at="2020-01-01T00:00Z")
    page.goto(f"/mobilfunk/{contract.pk}/karten/{card.pk}/pin-puk/")
    page.get_by_label("Kennwort", exact=True).fill(erika.password)
    page.get_by_role("main").get_by_role("button", name="Weiter").click()
    expect(heading(page)).to_have_text("PIN und PUK")
    expect(page.get_by_role("main")).to_contain_text(PIN)
    expect(page.get_by_role("main")).to_contain_text(PUK)
    assert_accessible(page)


def test_d7_the_number_is_swapped(page: Page, erika, contract):
    open_change(page, erika, contract, "Rufnummer tauschen")
    assert_accessible(page)
    page.get_by_label("Ich weiß, dass ich meine jetzige Rufnummer endgültig verliere.").check()
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("main").get_by_label("Preis und Termine")).to_contain_text("24,95")
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    expect(heading(page)).to_have_text("Vielen Dank für Ihren Auftrag")
    until_done(Order.objects.get())
    assert MobileNumber.objects.get(valid_to=None).number != NUMBER
