"""Services of a mobile number with the figures of sections 3 and 4 (D9)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import LoginKind
from mobile.models import ServiceSettings
from portal.access.scope import Scope
from tests.cast import Person, log_in, make_login
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.mobile.cast import give_mobile
from tests.mobile.reading import main_of, queries, region, words
from tests.mobile.shown import NOON, kind

pytestmark = pytest.mark.django_db
SLUGS = ["call-forwarding", "mobile-mailbox", "caller-id", "call-waiting", "missed-call-sms"]


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOON, tick=False):
        load_demo_catalogue()
        yield


@pytest.fixture
def visitor(erika: Person) -> Client:
    return log_in(Client(), erika.login)


def page(product) -> str:
    return f"/mobilfunk/{product.pk}/dienste/"


def test_d9_without_a_choice_the_defaults_of_the_network_hold(visitor, erika):
    product = give_mobile(erika)
    assert region(visitor, page(product), "Rufumleitung").startswith(
        "Rufumleitung an So eingestellt von Anfang an Alle Anrufe aus Wenn Sie nicht erreichbar sind an "
        "Wenn Sie nicht abnehmen nach 20 Sekunden Wenn Sie telefonieren an "
        "Anrufe werden auf Ihre Mailbox umgeleitet. Videotelefonate lassen sich nicht umleiten."
    )
    assert region(visitor, page(product), "Anklopfen").startswith("Anklopfen an So eingestellt von Anfang an")
    assert "Mailbox-PIN noch nicht festgelegt" in region(visitor, page(product), "Mailbox")
    assert not ServiceSettings.objects.exists()


def test_d9_what_is_set_and_since_when(visitor, erika):
    product = give_mobile(erika)
    ServiceSettings.objects.create(
        product=product,
        forward_always=True,
        forward_no_answer=False,
        forwarding_since=date(2026, 5, 4),
        mailbox_pin_set_at=datetime(2026, 6, 1, 8, tzinfo=UTC),
        mailbox_since=date(2026, 5, 3),
        caller_id_suppressed=True,
        caller_id_since=date(2026, 5, 5),
        call_waiting=False,
        call_waiting_since=date(2026, 5, 6),
        missed_call_sms=False,
        missed_call_sms_since=date(2026, 5, 7),
    )
    forwarding = region(visitor, page(product), "Rufumleitung")
    assert "an So eingestellt seit 04.05.2026 Alle Anrufe an" in forwarding
    assert "Wenn Sie nicht abnehmen aus" in forwarding
    mailbox = region(visitor, page(product), "Mailbox")
    assert "an So eingestellt seit 03.05.2026 Mailbox-PIN festgelegt am 01.06.2026" in mailbox
    caller_id = region(visitor, page(product), "Anzeige Ihrer Rufnummer")
    assert "unterdrückt So eingestellt seit 05.05.2026" in caller_id
    assert "zeigen Sie sie mit *31# vor der Nummer" in caller_id
    assert "aus So eingestellt seit 06.05.2026" in region(visitor, page(product), "Anklopfen")
    assert "aus So eingestellt seit 07.05.2026" in region(visitor, page(product), "Anruf-Info per SMS")


def test_d9_the_figures_of_the_description_of_services(visitor, erika):
    product = give_mobile(erika)
    mailbox = region(visitor, page(product), "Mailbox")
    for figure in (
        "bis zu 50 Nachrichten von höchstens 3 Minuten",
        "Neue Nachrichten bleiben 17 Tage, abgehörte 5 Tage, gespeicherte 17 Tage.",
        "Begrüßung darf 2 Minuten lang sein",
        "bis zu 25 Faxe von höchstens 30 Seiten. Sie bleiben 17 Tage, abgerufene 5 Tage.",
        "4 bis 10 Ziffern",
    ):
        assert figure in mailbox
    assert "bis zu 5 Gesprächspartner" in region(visitor, page(product), "Konferenz")
    messages = region(visitor, page(product), "SMS und MMS")
    for figure in ("bis zu 160 Zeichen", "2 Tage lang", "nicht zwischen 23:00 und 07:30 Uhr"):
        assert figure in messages
    assert "mit #31# vor der Nummer" in region(visitor, page(product), "Anzeige Ihrer Rufnummer")


def test_d9_each_service_leads_to_its_order(visitor, erika, monkeypatch):
    monkeypatch.setattr("contracts.orders.offers.kinds", [kind(slug) for slug in SLUGS])
    product = give_mobile(erika)
    links = main_of(visitor, page(product)).xpath(".//a[contains(@href, '/bestellen/')]/@href")
    assert links == [f"/bestellen/{slug}/{product.pk}/" for slug in SLUGS]
    reader = log_in(
        Client(), make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password=None)
    )
    assert not main_of(reader, page(product)).xpath(".//a[contains(@href, '/bestellen/')]")


def test_d2_a_card_for_data_has_no_calls(visitor, erika):
    text = words(visitor, page(give_mobile(erika, "mobil-surfsim-1-24")))
    assert "Diese SIM-Karte ist nur für Daten." in text
    assert "Anklopfen" not in text
    assert "E-Mails zum Verbrauch" in text


def test_d9_more_contracts_cost_no_more_queries(visitor, erika):
    product = give_mobile(erika)
    few = queries(visitor, page(product))
    for number in ("+4915112345679", "+4915112345680"):
        give_mobile(erika, mobile_number=number)
    assert queries(visitor, page(product)) == few <= 9
