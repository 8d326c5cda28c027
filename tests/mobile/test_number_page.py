"""The page of one mobile number (D1–D7, D9)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from contracts.catalogue.items import Family
from mobile.models import MobileNumber, NumberKind, ServiceSettings, SimState
from tests.cast import Person, log_in, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give, give_option
from tests.contracts.stock import make_product
from tests.mobile.cast import PIN, PUK, give_mobile, give_sim
from tests.mobile.reading import main_of, queries, region, text_of, words
from tests.mobile.shown import NOON, announce_port, give_allnet, kind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOON, tick=False):
        load_demo_catalogue()
        yield


@pytest.fixture
def visitor(erika: Person) -> Client:
    return log_in(Client(), erika.login)


def page(product) -> str:
    return f"/mobilfunk/{product.pk}/"


@pytest.mark.parametrize(
    ("offering", "options", "facts"),
    [
        (
            "mobil-community-24",
            [],
            "Telefonieren Flatrate in unser Mobilfunk- und Festnetz; andere Netze nach Minuten laut Preisliste "
            "SMS Jede SMS laut Preisliste "
            "Mobiles Internet Kein Datenpaket: Abrechnung nach Volumen, das kann teuer werden.",
        ),
        (
            "mobil-community-24",
            ["mobil-minuten-100", "mobil-sms-50", "mobil-data-300"],
            "Telefonieren Flatrate in unser Mobilfunk- und Festnetz; "
            "100 Minuten je Abrechnungsmonat in die anderen deutschen Netze "
            "SMS 50 SMS je Abrechnungsmonat in alle deutschen Netze "
            "Mobiles Internet 300 MB je Abrechnungsmonat "
            "Geschwindigkeit bis zu 7,2 Mbit/s im Download und 6 Mbit/s im Upload "
            "Wenn es aufgebraucht ist höchstens 64 kbit/s, bis zum nächsten Abrechnungsmonat",
        ),
        (
            "mobil-smart-lte-24",
            ["mobil-minuten-50"],
            "Telefonieren Flatrate in unser Mobilfunk- und Festnetz; "
            "200 Minuten je Abrechnungsmonat in die anderen deutschen Netze "
            "SMS 150 SMS je Abrechnungsmonat in alle deutschen Netze "
            "Mobiles Internet 600 MB je Abrechnungsmonat "
            "Geschwindigkeit bis zu 21,1 Mbit/s im Download und 11,2 Mbit/s im Upload "
            "Wenn es aufgebraucht ist höchstens 32 kbit/s, bis zum nächsten Abrechnungsmonat Netz LTE",
        ),
        (
            "mobil-allnet-5-24",
            [],
            "Telefonieren Flatrate in alle deutschen Fest- und Mobilfunknetze "
            "SMS Flatrate für Standard-SMS in alle deutschen Netze "
            "Mobiles Internet 5 GB je Abrechnungsmonat "
            "Geschwindigkeit bis zu 50 Mbit/s im Download und 32 Mbit/s im Upload "
            "Wenn es aufgebraucht ist höchstens 32 kbit/s, bis zum nächsten Abrechnungsmonat Netz LTE",
        ),
        (
            "mobil-surfsim-3-24",
            [],
            "Telefonieren Keine: Diese Karte ist nur für Daten. "
            "Mobiles Internet 3 GB je Abrechnungsmonat "
            "Geschwindigkeit bis zu 21,1 Mbit/s im Download und 11,2 Mbit/s im Upload "
            "Wenn es aufgebraucht ist höchstens 32 kbit/s, bis zum nächsten Abrechnungsmonat Netz LTE",
        ),
    ],
)
def test_d1_the_plan_in_words(visitor, erika, offering, options, facts):
    product = give_mobile(erika, offering)
    for option in options:
        give_option(product, option)
    text = region(visitor, page(product), "Ihr Tarif")
    assert facts in text
    assert "Was Sie nicht nutzen, verfällt; es wird nicht übertragen." in text


def test_d1_a_coming_option_adds_nothing_yet(visitor, erika):
    product = give_mobile(erika)
    give_option(product, "mobil-minuten-50", since=date(2026, 12, 1))
    assert "150 Minuten je Abrechnungsmonat" in region(visitor, page(product), "Ihr Tarif")
    assert "Mobil Freiminuten 50 ab 01.12.2026 3,95 €" in region(visitor, page(product), "Optionen")


def test_d2_the_free_option_says_whether_it_works(visitor, erika):
    product = give_mobile(erika)
    give_option(product, "mobil-festnetz-zu-mobil")
    assert "Wirkt zurzeit nicht" in region(visitor, page(product), "Ihr Tarif")
    give(erika, "dsl-50-24")
    assert "Wirkt, weil Sie auch" in region(visitor, page(product), "Ihr Tarif")


def test_d3_d4_cards_with_state_number_and_history(visitor, erika):
    product = give_allnet(erika)
    heir = give_sim(product, SimState.SENT, position=3, iccid="8949200000000000333")
    old = give_sim(product, SimState.REPLACED, position=3, iccid="8949200000000000222")
    old.replaced_by = heir
    old.save()
    text = region(visitor, page(product), "SIM-Karten")
    assert "MultiCard" in text
    assert "Karte 3 verschickt Die Karte ist auf dem Weg zu Ihnen. seit 20.11.2026" in text
    assert "Ersetzte Karten 8949200000000000222 ersetzt durch …0333" in text
    assert heir.iccid not in text  # it proves to whoever activates the card that it has arrived
    assert "Alle Karten haben dieselbe Nummer, dieselbe Mailbox und eine Rechnung." in text


def test_d5_pin_and_puk_are_explained_and_never_shown(visitor, erika):
    product = give_allnet(erika)
    text = words(visitor, page(product))
    assert "Nach 3 falschen PINs sperrt sich die Karte." in text
    assert "Nach 10 falschen PUKs" in text
    assert f" {PIN} " not in text
    assert PUK not in text


def test_d3_a_lost_card_is_blocked_here_or_by_telephone_at_night(visitor, erika, monkeypatch):
    monkeypatch.setattr("contracts.orders.offers.kinds", [kind("sim-block", "SIM-Karte sperren")])
    product = give_mobile(erika)
    text = region(visitor, page(product), "Karte verloren oder gestohlen?")
    assert "SIM-Karte sperren Am Telefon: SIM-Karte sperren, rund um die Uhr 0800 000 0001" in text
    assert "aus dem Ausland +49 511 0000 0001" in text
    assert "Servicecenter, Mo.–Sa. 8–22 Uhr 0800 000 0000" in text
    (button,) = main_of(visitor, page(product)).xpath(".//*[@id='verlust']//a")
    assert button.get("href") == f"/bestellen/sim-block/{product.pk}/"


def test_d7_the_numbers_of_the_contract(visitor, erika):
    product = give_mobile(erika)
    announce_port(product, "+491712345678", date(2026, 12, 3), date(2026, 11, 2))
    MobileNumber.objects.create(
        product=product,
        number="+4916012345678",
        kind=NumberKind.ASSIGNED,
        valid_from=date(2025, 3, 1),
        valid_to=date(2026, 11, 2),
    )
    text = region(visitor, page(product), "Rufnummer")
    assert text == (
        "Rufnummer 0171 2345678 mitgebracht ab 03.12.2026 "
        "01511 2345678 vorläufig, bis Ihre eigene Nummer da ist seit 02.11.2026 "
        "Ihre früheren Nummern 0160 12345678 von uns vergeben 01.03.2025 – 01.11.2026 "
        "Diese Nummern sind an uns zurückgegangen; Sie können sie nicht mehr nutzen."
    )


def test_d6_barriers_since_when(visitor, erika):
    product = give_mobile(erika)
    give_option(product, "mobil-barrier-0900", since=date(2026, 3, 9))
    text = region(visitor, page(product), "Sperren")
    assert "0900-Nummern seit 09.03.2026 kostenlos" in text
    assert "MMS im Ausland" in text


def test_d6_nothing_barred_is_said(visitor, erika):
    assert "Es ist nichts gesperrt." in region(visitor, page(give_mobile(erika)), "Sperren")


def test_d9_services_in_short(visitor, erika):
    product = give_mobile(erika)
    ServiceSettings.objects.create(product=product, caller_id_suppressed=True, mailbox_on=False)
    text = region(visitor, page(product), "Dienste")
    assert "Rufumleitung an Mailbox aus Anzeige Ihrer Rufnummer unterdrückt Anklopfen an" in text


def test_d2_a_card_for_data_has_no_services(visitor, erika):
    text = words(visitor, page(give_mobile(erika, "mobil-surfsim-1-24")))
    assert "Rufumleitung" not in text
    assert "Mailbox" not in text


def test_d1_changes_stand_in_groups(visitor, erika, monkeypatch):
    slugs = ["mobile-option", "mobile-barriers", "caller-id", "port-out", "multicard", "mobile-termination"]
    monkeypatch.setattr("contracts.orders.offers.kinds", [kind(slug) for slug in slugs])
    product = give_mobile(erika)
    section = main_of(visitor, page(product)).xpath(".//section[@aria-labelledby='aendern']")[0]
    assert text_of(section) == (
        "Das können Sie ändern Karte multicard Rufnummer port-out "
        "Tarif und Optionen mobile-option mobile-termination Dienste caller-id Sperren mobile-barriers"
    )


def test_d1_a_contract_in_preparation_has_neither_card_nor_number(visitor, erika):
    product = make_product(
        erika.customer, "M-NEW", title="Mobil Smart LTE", family=Family.MOBILE, status="pendingActive"
    )
    text = words(visitor, page(product))
    assert "Es gibt noch keine Karte." in text
    assert "Der Vertrag hat noch keine Rufnummer." in text
    assert "Karte verloren" not in text


def test_d1_what_is_not_a_mobile_contract_of_mine_is_not_there(visitor, erika):
    other = make_person("4111111111")
    for product in (give_mobile(other), give(erika, "dsl-50-24")):
        for tail in ("", "verbrauch/", "dienste/"):
            assert visitor.get(f"{page(product)}{tail}").status_code == 404


@pytest.mark.parametrize("address", ["/mobilfunk/{}/", "/vertraege/{}/"])
def test_d1_more_contracts_cost_no_more_queries(visitor, erika, address):
    product = give_allnet(erika)
    give_option(product, "mobil-barrier-0900")
    few = queries(visitor, address.format(product.pk))
    for number in ("+4915112345679", "+4915112345680"):
        give_allnet(erika, mobile_number=number)
    for position in (3,):
        give_sim(product, position=position)
    give_option(product, "mobil-barrier-0137")
    assert queries(visitor, address.format(product.pk)) == few <= 10


def test_d3_since_when_a_card_is_active(visitor, erika):
    product = give_mobile(erika)
    product.sims.update(activated_at=datetime(2024, 5, 2, 8, tzinfo=UTC))
    assert "aktiviert am 02.05.2024" in region(visitor, page(product), "SIM-Karten")
