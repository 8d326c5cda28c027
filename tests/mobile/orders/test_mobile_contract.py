"""A new mobile contract: plan, data package, number, temporary number, cards (C8, D1, D2, D4, D7)."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import OptionRole, Product, ProductOption, ProductStatus
from contracts.orders.states import OrderState
from mobile.models import MobileNumber, NumberKind, SimCard, SimEvent, SimState
from portal.carrier.models import SimulatedOrder
from portal.documents import store
from tests.cast import log_in
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import carrier_works, configure, mail_of, order, refused, until_done
from tests.contracts.owned import give
from tests.contracts.papers.reading import text_of
from tests.mobile.cast import NUMBER, give_mobile

HOME = {"street": "Am Markt 7", "postcode": "30159", "town": "Hannover"}
SMART = {
    "offering": "mobil-smart-lte-24",
    "number_choice": "new",
    "data_option": "none",
    "cards": "1",
    **HOME,
}
PORT = {
    **SMART,
    "number_choice": "port",
    "number": "0151 2345 6789",
    "provider": "Funkwerk",
    "old_contract": "runs",
}
OWN = "+4915123456789"


def ended(day: str) -> dict[str, str]:
    return {**PORT, "old_contract": "ended", "old_ends_on": day}


def ends(day: str, **values: str) -> dict[str, str]:
    return {**PORT, "old_contract": "ends", "old_ends_on": day, **values}


def numbers() -> list[tuple[str, str, date, date | None]]:
    rows = MobileNumber.objects.order_by("valid_from")
    return [(row.number, row.kind, row.valid_from, row.valid_to) for row in rows]


def test_from_the_order_to_card_number_and_barrier(here, account):
    placed = order(here, "mobile-contract", account, SMART)
    assert placed.activation_on == date(2026, 11, 24)  # three Werktage
    assert (placed.monthly, placed.one_off) == (Decimal("9.95"), Decimal("19.90"))
    assert placed.quote["firstMonth"] == "2.32"  # 7 of 30 days
    assert placed.quote["minimumTermEndsOn"] == "2028-11-23"
    assert "24.11.2026" in mail_of(placed).text
    assert not Product.objects.filter(family="mobile").exists()
    assert until_done(placed).state == OrderState.COMPLETED
    contract = Product.objects.get(family="mobile")
    assert (contract.offering, contract.status) == ("mobil-smart-lte-24", ProductStatus.ACTIVE)
    assert (contract.started_on, contract.monthly_price) == (date(2026, 11, 24), Decimal("9.95"))
    card = SimCard.objects.get(product=contract)
    assert (card.state, card.position) == (SimState.INACTIVE, 1)
    assert SimEvent.objects.get(sim=card).new_state == SimState.INACTIVE
    number = MobileNumber.objects.get(product=contract)
    assert (number.kind, number.valid_from, number.valid_to) == (
        NumberKind.ASSIGNED,
        date(2026, 11, 24),
        None,
    )
    barrier = ProductOption.objects.get(product=contract)
    assert (barrier.role, barrier.code) == (OptionRole.BARRIER, "mobil-barrier-roaming-data")
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert number.national in page
    assert card.iccid not in page  # its end is the proof, at the activation, that the card has arrived
    assert mail_of(placed, "order_completed")


def test_a_failing_order_brings_nothing(here, account):
    let_fail(order(here, "mobile-contract", account, PORT))
    assert not Product.objects.filter(family="mobile").exists()
    assert not MobileNumber.objects.exists()
    assert not SimCard.objects.exists()


def test_what_the_carrier_does_not_name_its_feed_brings(here, account):
    placed = order(here, "mobile-contract", account, SMART)
    carrier_works()
    SimulatedOrder.objects.update(assigned={"iccid": "not a card", "phoneNumber": "0511 123456"})
    assert until_done(placed).state == OrderState.COMPLETED
    assert Product.objects.filter(family="mobile").exists()
    assert not SimCard.objects.exists()
    assert not MobileNumber.objects.exists()


def test_allowances_speeds_and_throttle_stand_in_form_check_page_and_summary(here, account):
    form = here.get(f"/bestellen/mobile-contract/{account.pk}/").content.decode()
    for fact in ("150 Minuten", "150 SMS", "600 MB", "21,1 Mbit/s", "11,2 Mbit/s", "32 kbit/s"):
        assert fact in form, fact
    check = configure(here, "mobile-contract", account, SMART).content.decode()
    for fact in ("150 Minuten", "150 SMS", "600 MB", "21,1 Mbit/s", "11,2 Mbit/s", "32 kbit/s"):
        assert fact in check, fact
    placed = order(here, "mobile-contract", account, SMART)
    paper = store.find(placed, "contract_summary")
    assert paper is not None
    assert paper.sha256 == placed.summary_sha256
    text = text_of(store.read(paper))
    for fact in ("Mobil Smart LTE", "600 MB", "21,1", "11,2", "32 kbit/s", "9,95"):
        assert fact in text, fact


def test_the_roaming_barrier_is_named_before(here, account):
    page = configure(here, "mobile-contract", account, SMART).content.decode()
    assert "ist von Anfang an gesetzt" in page
    assert "Sie können sie jederzeit aufheben" in page


# Data packages (D2)

COMMUNITY = {**SMART, "offering": "mobil-community-24"}
DATA = {"data_option": "mobil-data-300"}


def test_a_plan_without_data_warns_of_charges_by_volume(here, account):
    page = configure(here, "mobile-contract", account, COMMUNITY).content.decode()
    assert "Dieser Tarif hat kein Datenpaket" in page
    assert "nach Volumen" in page
    page = configure(here, "mobile-contract", account, {**COMMUNITY, **DATA}).content.decode()
    assert "Dieser Tarif hat kein Datenpaket" not in page
    for fact in ("300 MB", "7,2 Mbit/s", "64 kbit/s", "3 Monate"):
        assert fact in page, fact


def test_a_data_package_comes_with_the_contract(here, account):
    placed = order(here, "mobile-contract", account, {**COMMUNITY, **DATA})
    assert placed.monthly == Decimal("9.90")  # 4,95 + 4,95
    carrier_works()
    until_done(placed)
    contract = Product.objects.get(family="mobile")
    option = ProductOption.objects.get(product=contract, role=OptionRole.OPTION)
    assert (option.code, option.monthly_price) == ("mobil-data-300", Decimal("4.95"))
    assert (contract.monthly_price, option.valid_from) == (Decimal("4.95"), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("offering", "sentence"),
    [
        ("mobil-smart-lte-24", "enthält schon ein Datenpaket"),
        ("mobil-allnet-5-flex", "enthält schon ein Datenpaket"),
        ("mobil-surfsim-1-24", "enthält schon ein Datenpaket"),
    ],
)
def test_a_second_data_package_is_refused(here, account, offering, sentence):
    assert sentence in refused(here, "mobile-contract", account, {**SMART, **DATA, "offering": offering})


# Fixed to mobile (D2)


def test_fixed_to_mobile_is_offered_beside_a_line_only(here, erika, account):
    form = f"/bestellen/mobile-contract/{account.pk}/"
    assert "beside_line" not in here.get(form).content.decode()
    check = configure(here, "mobile-contract", account, SMART).content.decode()
    assert "sobald Sie einen Internet- oder Festnetzanschluss bei uns haben" in check
    give(erika, "dsl-50-24")
    assert "beside_line" in here.get(form).content.decode()
    placed = order(here, "mobile-contract", account, {**SMART, "beside_line": "on"})
    until_done(placed)
    assert ProductOption.objects.filter(code="mobil-festnetz-zu-mobil", valid_to=None).count() == 1


def test_fixed_to_mobile_does_not_go_with_a_data_only_card(here, erika, account):
    give(erika, "dsl-50-24")
    answers = {**SMART, "offering": "mobil-surfsim-1-24", "beside_line": "on"}
    assert "keine kostenlosen Gespräche aus unserem Festnetz" in refused(
        here, "mobile-contract", account, answers
    )


# The number (D7)


def test_the_own_number_comes_as_soon_as_possible(here, account):
    placed = order(here, "mobile-contract", account, PORT)
    assert placed.activation_on == date(2026, 11, 24)
    assert {row["value"]["de"] for row in placed.summary} >= {"01512 3456789", "Funkwerk", "24.11.2026"}
    until_done(placed)
    assert numbers() == [(OWN, NumberKind.PORTED, date(2026, 11, 24), None)]


def test_without_a_temporary_number_the_contract_begins_with_the_own_one(here, account):
    placed = order(here, "mobile-contract", account, ends("2026-12-31"))
    assert placed.activation_on == date(2027, 1, 2)  # New Year is a holiday
    assert until_done(placed).state == OrderState.COMPLETED
    assert numbers() == [(OWN, NumberKind.PORTED, date(2027, 1, 2), None)]


def test_a_temporary_number_until_the_port(here, account):
    placed = order(here, "mobile-contract", account, ends("2026-12-31", temporary="on"))
    assert placed.activation_on == date(2026, 11, 24)
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert "eine vorläufige Nummer" in page
    assert "02.01.2027" in page
    until_done(placed)
    (temporary, own) = numbers()
    assert temporary[1:] == (NumberKind.TEMPORARY, date(2026, 11, 24), date(2027, 1, 2))
    assert own == (OWN, NumberKind.PORTED, date(2027, 1, 2), None)


def test_a_temporary_number_of_no_use_is_not_assigned(here, account):
    page = configure(here, "mobile-contract", account, {**PORT, "temporary": "on"}).content.decode()
    assert "Sie brauchen keine vorläufige Nummer" in page
    until_done(order(here, "mobile-contract", account, {**PORT, "temporary": "on"}))
    assert numbers() == [(OWN, NumberKind.PORTED, date(2026, 11, 24), None)]


def test_until_ninety_days_after_the_old_contract(here, account):
    # 22 August + 90 days is 20 November
    page = refused(here, "mobile-contract", account, ended("2026-08-21"))
    assert "90 Tage" in page
    assert "19.11.2026" in page
    assert order(here, "mobile-contract", account, ended("2026-08-22"))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({**PORT, "number": ""}, "die Sie mitnehmen möchten"),
        ({**PORT, "number": "0511 123456"}, "keine deutsche Mobilfunknummer"),
        ({**PORT, "provider": ""}, "Bitte nennen Sie den Anbieter"),
        ({**PORT, "old_contract": ""}, "wie lange Ihr bisheriger Vertrag läuft"),
        (ends(""), "den letzten Tag dieses Vertrags"),
        (ends("2026-11-19"), "Dieser Tag ist vorbei"),
        (ended("2026-11-21"), "Dieser Tag kommt noch"),
        (ends("2027-06-30"), "spätestens am 20.05.2027"),
        ({**SMART, "postcode": "3015"}, "fünf Ziffern"),
        ({**SMART, "offering": "dsl-50-24"}, "nicht verfügbar"),
        ({**SMART, "cards": "4"}, "keine gültige Auswahl"),
        ({**SMART, "cards": "2", "offering": "mobil-surfsim-3-flex"}, "nur eine Karte"),
    ],
)
def test_what_is_refused(here, account, answers, sentence):
    assert sentence in refused(here, "mobile-contract", account, answers)


def test_a_number_of_our_own_network_is_refused(here, erika, account):
    give_mobile(erika)
    page = refused(here, "mobile-contract", account, {**PORT, "number": NUMBER})
    assert "schon in unserem Netz" in page


def test_one_open_order_for_each_number(here, account):
    placed = order(here, "mobile-contract", account, PORT)
    other = {**PORT, "offering": "mobil-allnet-1-flex", "number": "+49 151 23456789"}
    assert placed.number in refused(here, "mobile-contract", account, other)
    assert order(here, "mobile-contract", account, {**PORT, "number": "0151 2345 6780"})


# Several cards (D4): one number, one invoice


def test_three_cards_with_one_number(here, account):
    placed = order(here, "mobile-contract", account, {**SMART, "cards": "3"})
    assert placed.one_off == Decimal("29.80")  # 19,90 + 2 × 4,95
    assert (
        "eine Rechnung"
        in configure(
            here, "mobile-contract", account, {**SMART, "offering": "mobil-allnet-1-24", "cards": "2"}
        ).content.decode()
    )
    until_done(placed)
    contract = Product.objects.get(family="mobile")
    assert [card.position for card in SimCard.objects.filter(product=contract)] == [1, 2, 3]
    assert MobileNumber.objects.filter(product=contract).count() == 1


def test_the_carrier_hears_what_it_needs(here, account, erika):
    give(erika, "dsl-50-24")
    from contracts.orders.registry import kind_of

    answers = {
        **ends("2026-12-31", temporary="on"),
        **DATA,
        "offering": "mobil-community-24",
        "beside_line": "on",
    }
    placed = order(here, "mobile-contract", account, answers)
    kind = kind_of("mobile-contract")
    plan, data, beside = kind.to_carrier(placed, account)
    said = {c["name"]: c["value"] for c in plan["product"]["productCharacteristic"]}
    assert said == {
        "simCards": 1,
        "deliveryStreet": "Am Markt 7",
        "deliveryPostcode": "30159",
        "deliveryTown": "Hannover",
        "portedNumber": OWN,
        "presentProvider": "Funkwerk",
        "portOn": "2027-01-02",
        "temporaryNumber": True,
    }
    assert (data["id"], data["productOffering"]["id"]) == ("2", "mobil-data-300")
    assert (beside["id"], beside["productOffering"]["id"]) == ("3", "mobil-festnetz-zu-mobil")


def test_who_withdraws_can_bring_the_number_along_again(here, account, erika):
    placed = order(here, "mobile-contract", account, ends("2026-12-31", temporary="on"))
    until_done(placed)
    contract = Product.objects.get(family="mobile")
    with time_machine.travel("2026-11-27 10:00+01:00", tick=False):
        log_in(here, erika.login)
        withdrawn = order(here, "withdrawal", contract, {"order": placed.number})
    assert until_done(withdrawn).state == OrderState.COMPLETED
    contract.refresh_from_db()
    assert contract.status == ProductStatus.CANCELLED
    (temporary,) = numbers()  # the own number never came
    assert temporary[1:] == (NumberKind.TEMPORARY, date(2026, 11, 24), date(2026, 12, 1))
    assert not ProductOption.objects.filter(product=contract, valid_to=None).exists()
    assert order(here, "mobile-contract", account, PORT)


@pytest.mark.parametrize(
    ("chosen", "open_group"), [("", 0), ("mobil-smart-lte-24", 0), ("mobil-community-flex", 2)]
)
def test_d1_many_plans_fold_into_their_terms_and_the_chosen_one_is_in_sight(
    here, account, chosen, open_group
):
    answered = configure(here, "mobile-contract", account, {"offering": chosen}).content.decode()
    folds = re.findall(r'<details class="disclosure offers-fold"( open)?>', answered)
    assert [place for place, is_open in enumerate(folds) if is_open] == [open_group]
    assert len(folds) == 3
