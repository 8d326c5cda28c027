"""C8, D1, D2, D7, C12: mobile contracts from the login page to the order list, and to their end."""

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Order, Product
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in
from tests.browser.test_orders_lines import continue_to_check, see_in_list
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give, give_option
from tests.mobile.cast import give_mobile

pytestmark = pytest.mark.django_db(transaction=True)


def test_d1_a_plan_is_ordered_with_a_number_brought_along(page: Page, erika: Person):
    """Also c8 (mobile contract) and d7 (temporary number)."""
    load_demo_catalogue()
    log_in(page, erika.number, erika.password)
    page.goto("/bestellen/mobile-contract/")
    expect(page.get_by_role("radio", name="Mobil Community Flex")).to_be_hidden()
    page.locator("summary", has_text="Ohne Mindestlaufzeit").click()
    page.get_by_role("radio", name="Mobil Community Flex").check()
    expect(page.get_by_label("Bisheriger Anbieter")).to_be_hidden()
    page.get_by_label("Ich bringe meine Nummer mit").check()
    assert_accessible(page)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("die Sie mitnehmen möchten")
    expect(page.get_by_role("radio", name="Mobil Community Flex")).to_be_visible()
    page.get_by_label("Mobilfunknummer, die Sie mitbringen").fill("0151 2345 6789")
    page.get_by_label("Bisheriger Anbieter").fill("Funkwerk")
    page.get_by_label("läuft; die Nummer soll so bald wie möglich kommen").check()
    page.get_by_label("zwei", exact=True).check()
    continue_to_check(page)
    assert_accessible(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Dieser Tarif hat kein Datenpaket")
    expect(main).to_contain_text("ist von Anfang an gesetzt")
    expect(page.get_by_role("link", name="Vertragszusammenfassung")).to_be_visible()
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    placed = Order.objects.get(kind="mobile-contract")
    assert placed.answers["number"] == "+4915123456789"
    see_in_list(page, placed.number)


def test_d2_a_second_data_package_is_refused_and_a_plan_change_ends_the_first(page: Page, erika: Person):
    """Also c8 (mobile option, mobile plan)."""
    load_demo_catalogue()
    contract = give_mobile(erika, "mobil-smart-lte-24")
    other = give_mobile(erika, "mobil-community-24", mobile_number="+4915112345679")
    give_option(other, "mobil-data-300")
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{contract.pk}/")
    page.get_by_role("link", name="Mobilfunk-Optionen").first.click()
    page.get_by_role("radio", name="Mobil Data 300 MB").check()
    assert_accessible(page)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert")).to_contain_text("Ihr Tarif enthält schon ein Datenpaket")
    page.goto(f"/vertraege/{other.pk}/")
    page.get_by_role("link", name="Mobilfunktarif wechseln").first.click()
    page.get_by_role("radio", name="Mobil All Net Flat LTE 2 GB").first.check()
    assert_accessible(page)
    continue_to_check(page)
    expect(page.get_by_text("endet Ihr Datenpaket „Mobil Data 300 MB“")).to_be_visible()
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    see_in_list(page, Order.objects.get(kind="mobile-plan").number)


def test_c12_the_end_of_a_contract_and_of_a_line_name_what_ends(page: Page, erika: Person):
    """Also c8 (MultiCard, mobile termination) and d2 (fixed to mobile)."""
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    contract = give_mobile(erika)
    give_option(contract, "mobil-festnetz-zu-mobil")
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{contract.pk}/")
    page.get_by_role("link", name="Weitere SIM-Karte bestellen").first.click()
    assert_accessible(page)
    continue_to_check(page)
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    see_in_list(page, Order.objects.get(kind="multicard").number)
    page.goto(f"/bestellen/termination/{line.pk}/")
    continue_to_check(page)
    expect(page.get_by_text("Ohne diesen Vertrag endet die Option „Festnetz zu Mobil“")).to_be_visible()
    page.goto(f"/vertraege/{contract.pk}/")
    page.get_by_role("link", name="Mobilfunkvertrag kündigen").first.click()
    continue_to_check(page)
    assert_accessible(page)
    expect(page.get_by_text("Die Option „Festnetz zu Mobil“ endet mit dem Vertrag")).to_be_visible()
    page.get_by_role("button", name="jetzt kündigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Kündigung ist bei uns eingegangen")
    see_in_list(page, Order.objects.get(kind="mobile-termination").number)
    assert Product.objects.get(pk=contract.pk).ends_on is None
