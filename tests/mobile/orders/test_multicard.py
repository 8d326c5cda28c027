"""Further cards of one number (C8, D4)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.orders.states import OrderState
from mobile.models import MobileNumber, SimCard, SimState
from portal.carrier.models import SimulatedOrder
from tests.contracts.catalogue_data import demo_content
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, carrier_works, mail_of, order, refused, until_done
from tests.contracts.orders.versions import change_catalogue
from tests.mobile.cast import give_mobile, give_sim

HOME = {"address": "Erika Mustermann, Mailänder Straße 2, 30539 Hannover"}


def test_a_second_card(here, contract):
    form = here.get(base("multicard", contract)).content.decode()
    assert "Sie haben 1 von höchstens 3 Karten" in form
    assert "4,95\xa0€" in form
    placed = order(here, "multicard", contract, HOME)
    assert placed.activation_on == date(2026, 11, 24)
    assert (placed.monthly, placed.one_off) == (Decimal("0.00"), Decimal("4.95"))
    assert "24.11.2026" in mail_of(placed).text
    assert SimCard.objects.count() == 1
    assert until_done(placed).state == OrderState.COMPLETED
    new = SimCard.objects.get(product=contract, position=2)
    assert new.state == SimState.INACTIVE
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert "Ihre neue SIM-Karte" in page
    assert new.iccid not in page  # its end is the proof, at the activation, that the card has arrived
    assert new.iccid not in mail_of(placed, "order_completed").text
    assert MobileNumber.objects.filter(product=contract).count() == 1


def test_the_confirmation_says_how_the_card_comes_and_what_to_do_then(here, contract):
    placed = order(here, "multicard", contract, HOME)
    page = here.get(f"/auftraege/{placed.number}/bestaetigung/").content.decode()
    assert "Die Karte ist am 24.11.2026 fertig und kommt mit der Post." in page
    assert "aktivieren Sie sie hier" in page


def test_a_failing_order_brings_no_card(here, contract):
    let_fail(order(here, "multicard", contract, HOME))
    assert SimCard.objects.count() == 1


def test_the_place_of_a_replaced_card_is_free(here, contract):
    give_sim(contract, position=3)
    give_sim(contract, position=2, state=SimState.REPLACED)
    until_done(order(here, "multicard", contract, HOME))
    assert sorted(card.position for card in SimCard.objects.living()) == [1, 2, 3]


def test_the_fourth_card_is_refused(here, contract):
    for position in (2, 3):
        give_sim(contract, position=position)
    page = refused(here, "multicard", contract, HOME)
    assert "höchstens 3 Karten" in page


def test_a_card_for_a_number_in_use_goes_to_known_addresses_only(here, contract):
    page = refused(here, "multicard", contract, {"address": "Irgendwo 1, 10115 Berlin"})
    assert "Wir kennen diese Adresse nicht" in page


def test_a14_the_password_is_asked_again(here, contract):
    with time_machine.travel("2026-11-20 10:06+01:00", tick=False):
        page = here.get(base("multicard", contract))
    assert page.headers["Location"].startswith("/anmelden/bestaetigen/")


def test_one_card_after_the_other(here, contract):
    placed = order(here, "multicard", contract, HOME)
    assert placed.number in refused(here, "multicard", contract, HOME)


def test_a_plan_with_one_card_has_no_multicard(here, erika, catalogue):
    surf = give_mobile(erika, "mobil-surfsim-1-24")
    page = here.get(base("multicard", surf))
    assert page.status_code == 409
    assert "nur eine Karte" in page.content.decode()


def test_a_card_without_number_comes_with_the_feed(here, contract):
    placed = order(here, "multicard", contract, HOME)
    carrier_works()
    SimulatedOrder.objects.update(assigned={})
    assert until_done(placed).state == OrderState.COMPLETED
    assert SimCard.objects.count() == 1


def test_a_monthly_price_of_the_catalogue_is_added(here, contract):
    content = demo_content()
    service = next(s for s in content["orderService"] if s["id"] == "multicard")
    service["monthlyFees"] = {"card": {"unit": "EUR", "value": "2.95"}}
    change_catalogue(content)
    placed = order(here, "multicard", contract, HOME)
    assert placed.monthly == Decimal("2.95")
    until_done(placed)
    contract.refresh_from_db()
    assert contract.monthly_price == Decimal("12.90")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, SimState.SENT),
        ({"simState": "ordered"}, SimState.ORDERED),
        ({"simState": "active"}, SimState.SENT),  # customers activate their cards themselves
    ],
)
def test_the_state_of_a_card_is_the_carriers(here, contract, told, state):
    placed = order(here, "multicard", contract, HOME)
    carrier_works()
    SimulatedOrder.objects.update(assigned={"iccid": "8949200000000000019", **told})
    until_done(placed)
    assert SimCard.objects.get(iccid="8949200000000000019").state == state


def test_a_card_that_the_feed_brought_first_is_not_doubled(here, contract):
    placed = order(here, "multicard", contract, HOME)
    carrier_works()
    SimulatedOrder.objects.update(assigned={"iccid": "8949200000000000019"})
    give_sim(contract, position=2, state=SimState.SENT, iccid="8949200000000000019")
    assert until_done(placed).state == OrderState.COMPLETED
    assert SimCard.objects.count() == 2
