"""Every kind of order about mobile contracts, cards, numbers and services, and referral codes (C8, C11, D7, G1)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Customer
from contracts.models import Product
from mobile.models import NumberKind, SimState
from tests.browser.changes import (
    ORDER,
    Change,
    carrier_is_done,
    confirmed,
    open_form,
    order_and_see,
    place,
    see_done,
    texts_of,
)
from tests.browser.doors import log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give
from tests.mobile.cast import give_mobile, give_sim

pytestmark = pytest.mark.django_db(transaction=True)

OVERVIEW = "/mobilfunk/"
HOME = {"street": "Am Markt 7", "postcode": "30159", "town": "Hannover"}
KNOWN = "Erika Mustermann, Mailänder Straße 2, 30539 Hannover"  # further cards go to known addresses only


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    load_demo_catalogue()


def mobile(person: Person, last_digit: int, offering: str = "mobil-smart-lte-24") -> Product:
    """A contract with the number 01511 234567 and this digit."""
    return give_mobile(person, offering, mobile_number=f"+491511234567{last_digit}")


def test_c8_mobile_contract_plan_option_card_and_end(page: Page, erika: Person):
    contract, last, plan = mobile(erika, 1), mobile(erika, 2), mobile(erika, 3, "mobil-community-24")
    new = {
        "offering": "mobil-smart-lte-24",
        "number_choice": "new",
        "data_option": "none",
        "cards": "1",
    } | HOME
    all_net = "01511 2345673 aktiv Mobil All Net Flat LTE 2 GB"
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change("mobile-contract", None, r"Ab dem \S+ ist Ihre Nummer 01511", new, start=OVERVIEW),
            Change("mobile-plan", plan, all_net, {"offering": "mobil-allnet-2-24"}, place=OVERVIEW),
            Change("mobile-option", contract, r"Mobil SMS 50 ab \d", {"change": "add:mobil-sms-50"}),
            Change("multicard", contract, "Karte 2 noch nicht aktiviert", {"address": KNOWN}, place=OVERVIEW),
            Change("mobile-termination", last, "01511 2345672 gekündigt", {"when": "next"}, place=OVERVIEW),
        ],
    )


def test_c8_mobile_cards_are_activated_replaced_and_blocked(page: Page, erika: Person):
    contract, broken, lost = mobile(erika, 1), mobile(erika, 2), mobile(erika, 3)
    fresh = give_sim(contract, SimState.INACTIVE, 2, iccid="8949000000000004711")
    first, old = contract.sims.get(position=1), broken.sims.get()
    codes = f"/mobilfunk/{contract.pk}/karten/{first.pk}/pin-puk/"
    active = {"sim": fresh.pk, "iccid_end": "4711"}
    replaced = {"sim": old.pk, "reason": "defective", "address": KNOWN}
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change("sim-activation", contract, "Karte 2 …4711 aktiv", active, place=OVERVIEW),
            Change("sim-replacement", broken, "ersetzt durch", replaced, place=f"/mobilfunk/{broken.pk}/"),
            Change(
                "puk-information", contract, r"Die PUK ging am \S+ per Brief", {"sim": first.pk}, place=codes
            ),
        ],
    )
    page_of_lost = f"/mobilfunk/{lost.pk}/"
    assert "ist gesperrt" not in texts_of(page, [page_of_lost])[page_of_lost]
    open_form(page, Change("sim-block", lost, ""))
    page.get_by_role("button", name="Jetzt sperren").click()
    number = confirmed(page)
    carrier_is_done([number])
    assert "ist gesperrt" in texts_of(page, [page_of_lost])[page_of_lost]
    see_done(page, [number])


def test_c8_d7_mobile_numbers_are_swapped_brought_along_and_released(page: Page, erika: Person):
    swapped, ported, released = mobile(erika, 1), mobile(erika, 2), mobile(erika, 3)
    ported.mobile_numbers.update(kind=NumberKind.TEMPORARY)
    own = {"number": "0176 12345678", "provider": "Fernfunk"}
    known = {"gone_known": True}
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change(
                "number-swap",
                swapped,
                r"01511 \d+ von uns vergebenab",
                known,
                place=f"/mobilfunk/{swapped.pk}/",
            ),
            Change("port-in", ported, "0176 12345678 mitgebrachtab", own, place=f"/mobilfunk/{ported.pk}/"),
            Change("port-out", released, "Freigegeben bis", known, place=ORDER),
        ],
    )


def test_c8_mobile_services_barriers_and_calls(page: Page, erika: Person):
    contract, other = mobile(erika, 1), mobile(erika, 2)
    services, others = (f"/mobilfunk/{product.pk}/dienste/" for product in (contract, other))
    calls = {"unreachable": True, "no_answer": True, "busy": True, "seconds": "30"}
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change("mobile-barriers", contract, r"0900-Nummern ab \d", {"barriers": ("mobil-barrier-0900",)}),
            Change("call-forwarding", contract, "nicht abnehmennach 30 Sekunden", calls, place=services),
            Change("mobile-mailbox", other, "Mailbox aus", {"mailbox": "off"}, place=others),
            Change(
                "caller-id",
                contract,
                "Ihrer Rufnummer unterdrückt",
                {"caller_id": "suppressed"},
                place=services,
            ),
            Change("call-waiting", contract, "Anklopfen aus", {"call_waiting": "off"}, place=services),
            Change("missed-call-sms", contract, "per SMS aus", {"missed_call_sms": "off"}, place=services),
        ],
    )


def test_c8_g1_referral_codes_of_new_and_of_existing_customers(page: Page, erika: Person):
    give(erika, "dsl-50-24")
    row = page.get_by_role("row").filter(has_text="offen")
    log_in(page, erika.number, erika.password)
    for count, (slug, days) in enumerate([("referral-new", 10), ("referral-existing", 400)]):
        Customer.objects.update(customer_since=timezone.localdate() - timedelta(days=days))
        page.goto("/empfehlen/")
        assert row.count() == count
        number = place(page, Change(slug, None, "", start="/empfehlen/"))  # done at once
        page.goto("/empfehlen/")
        assert row.count() == count + 1
        see_done(page, [number])
