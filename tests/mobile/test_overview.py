"""The overview of mobile numbers and the card of the start page (D1, D3, D4, D6, D7, D8)."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import LoginKind
from contracts.models import CatalogueVersion, ProductStatus
from mobile.models import NoticeChoice, SimState, UsageKind
from portal.access.scope import Scope
from tests.cast import Person, log_in, make_login, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give_option
from tests.mobile.cast import give_mobile, give_sim
from tests.mobile.reading import main_of, queries, text_of, words
from tests.mobile.shown import AS_OF, GB, NOON, announce_port, count, give_allnet, kind, put_sim_into

pytestmark = pytest.mark.django_db
PAGE = "/mobilfunk/"


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOON, tick=False):
        load_demo_catalogue()
        yield


@pytest.fixture
def visitor(erika: Person) -> Client:
    return log_in(Client(), erika.login)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`offered("sim-activation")`: these kinds of order, and no others."""

    def offer(*slugs: str) -> None:
        monkeypatch.setattr(
            "contracts.orders.offers.kinds", [kind(slug, f"Auftrag {slug}") for slug in slugs]
        )

    return offer


def test_d8_usage_with_allowance_share_date_and_forecast(visitor, erika):
    give_allnet(erika)
    data, calls, messages = (
        text_of(li) for li in main_of(visitor, PAGE).xpath(".//*[@class='allowances']/li")
    )
    assert data == (
        "Mobiles Internet 2,4 GB von 3 GB 80 % "
        "Noch 600 MB übrig. Bei diesem Verbrauch ist es am 25.11.2026 aufgebraucht."
    )
    assert calls == (
        "Telefonieren 90 Minuten Flatrate: gezählt, aber nicht begrenzt. "
        "Bei diesem Verbrauch sind es bis zum 30.11.2026 etwa 138 Minuten."
    )
    assert messages.startswith("SMS 14 SMS Flatrate")
    text = words(visitor, PAGE)
    assert "Stand: 20.11.2026, 10:00 Uhr." in text
    assert "Was Sie bis zum 30.11.2026 nicht nutzen, verfällt. Es wird nicht übertragen." in text


def test_d8_the_bar_shows_what_is_used_and_where_the_forecast_leads(visitor, erika):
    product = give_mobile(erika, "mobil-allnet-3-24")
    count(product, UsageKind.DATA, GB, 3 * GB)
    (bar,) = main_of(visitor, PAGE).xpath(".//*[local-name()='svg'][contains(@class, 'usage-bar')]")
    widths = {rect.get("class"): rect.get("width") for rect in bar}
    # 466 of the period's 720 hours are over: 1 GB becomes 1.545 GB, 51 % of 3 GB.
    assert widths == {"expected": "51", "used": "33"}
    assert "reicht es: bis zum 30.11.2026 etwa 1,54 GB." in words(visitor, PAGE)


def test_d8_a_used_up_volume_says_how_slow_it_is_and_until_when(visitor, erika):
    product = give_mobile(erika)
    count(product, UsageKind.DATA, 600_000_000, 600_000_000, throttled_from=AS_OF)
    text = words(visitor, PAGE)
    assert "600 MB von 600 MB aufgebraucht" in text
    assert "Bis zum 30.11.2026 surfen Sie mit höchstens 32 kbit/s." in text
    assert "Langsamer seit 20.11.2026, 10:00 Uhr" in text


def test_d1_the_throttle_is_that_of_the_data_option(visitor, erika):
    product = give_mobile(erika, "mobil-community-24")
    give_option(product, "mobil-data-300")
    count(product, UsageKind.DATA, 300_000_000, 300_000_000)
    assert "höchstens 64 kbit/s" in words(visitor, PAGE)


def test_d8_different_dates_are_each_shown(visitor, erika):
    product = give_allnet(erika)
    product.usage.filter(kind=UsageKind.SMS).update(as_of=NOON)
    text = words(visitor, PAGE)
    assert text.count("Stand: 20.11.2026, 10:00 Uhr") == 2
    assert text.count("Stand: 26.11.2026, 13:00 Uhr") == 1


def test_d8_only_the_present_period_counts(visitor, erika):
    product = give_mobile(erika)
    count(product, UsageKind.DATA, GB, 3 * GB, back=1)
    assert "Zu Ihrem Verbrauch in diesem Monat gibt es noch keine Zahlen." in words(visitor, PAGE)


@pytest.mark.parametrize(
    ("state", "slug", "sentence"),
    [
        (SimState.INACTIVE, "sim-activation", "funktioniert noch nicht. Aktivieren Sie die Karte"),
        (SimState.BLOCKED_LOSS, "sim-replacement", "ist gesperrt. Haben Sie sie wiedergefunden?"),
        (SimState.DEAD, "sim-replacement", "ist nicht mehr verwendbar. Bitte bestellen Sie eine neue."),
    ],
)
def test_d3_the_state_says_what_to_do_and_where(visitor, erika, offered, state, slug, sentence):
    offered(slug)
    product = give_mobile(erika)
    put_sim_into(product, state)
    (notice,) = main_of(visitor, PAGE).xpath(".//*[contains(@class, 'notice')]")
    assert sentence in text_of(notice)
    (link,) = notice.xpath(".//a")
    assert link.get("href") == f"/bestellen/{slug}/{product.pk}/"


def test_d5_a_locked_card_leads_to_its_puk(visitor, erika):
    product = give_mobile(erika)
    put_sim_into(product, SimState.BLOCKED_PIN)
    (notice,) = main_of(visitor, PAGE).xpath(".//*[contains(@class, 'notice')]")
    assert "Sie brauchen ihre PUK, 8 Ziffern" in text_of(notice)
    (link,) = notice.xpath(".//a")
    assert link.get("href") == f"/mobilfunk/{product.pk}/karten/{product.sims.get().pk}/pin-puk/"


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        (SimState.ORDERED, "bestellt"),
        (SimState.SENT, "verschickt"),
        (SimState.ACTIVE, "aktiv"),
    ],
)
def test_d3_nothing_to_do_is_said_too(visitor, erika, state, badge):
    put_sim_into(give_mobile(erika), state)
    assert not main_of(visitor, PAGE).xpath(".//*[contains(@class, 'notice')]//a")
    (shown,) = main_of(visitor, PAGE).xpath(".//*[@class='sim-lines']//*[contains(@class, 'badge')]")
    assert text_of(shown) == badge


def test_d4_a_multicard_has_its_cards_under_one_number(visitor, erika):
    product = give_allnet(erika)
    give_sim(product, SimState.DEAD, position=3)
    give_sim(product, SimState.REPLACED, position=3, iccid="8949200000000000999")
    text = words(visitor, PAGE)
    assert "Karten (MultiCard)" in text
    assert len(main_of(visitor, PAGE).xpath(".//*[@class='sim-lines']/li")) == 3
    assert "0999" not in text


def test_d6_barriers_in_short(visitor, erika):
    product = give_mobile(erika)
    give_option(product, "mobil-barrier-0900")
    give_option(product, "mobil-barrier-roaming-data")
    give_option(product, "mobil-barrier-118", valid_to=NOON.date())
    text = words(visitor, PAGE)
    assert "Sperren: 0900-Nummern, Daten im Ausland" in text
    assert "118xy" not in text


def test_d7_an_announced_port_names_both_numbers(visitor, erika):
    product = give_mobile(erika)
    announce_port(product, "+491712345678", date(2026, 12, 3), date(2026, 11, 2))
    text = words(visitor, PAGE)
    assert "Ihre Nummer 0171 2345678 kommt am 03.12.2026. Bis dahin sind Sie unter 01511 2345678" in text


def test_d1_the_changes_of_a_contract_are_linked(visitor, erika, offered):
    offered("mobile-plan", "sim-block", "call-forwarding")
    product = give_mobile(erika)
    groups = main_of(visitor, PAGE).xpath(".//*[@class='change-groups']/div")
    assert [text_of(group) for group in groups] == [
        "Karte Auftrag sim-block",
        "Tarif und Optionen Auftrag mobile-plan",
        "Dienste Auftrag call-forwarding",
    ]
    assert groups[1].xpath(".//a")[0].get("href") == f"/bestellen/mobile-plan/{product.pk}/"


def test_d1_whoever_only_reads_sees_everything_and_changes_nothing(erika, offered):
    offered("sim-activation", "mobile-plan")
    put_sim_into(give_allnet(erika), SimState.INACTIVE)
    reader = log_in(
        Client(), make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password=None)
    )
    text = words(reader, PAGE)
    assert "2,4 GB von 3 GB" in text
    assert "Aktivieren Sie die Karte" in text
    assert not main_of(reader, PAGE).xpath(".//a[contains(@href, '/bestellen/')]")


def test_d1_strangers_see_nothing_of_it(erika):
    give_allnet(erika)
    other = make_person("4111111111")
    assert "Noch kein Mobilfunkvertrag" in words(log_in(Client(), other.login), PAGE)


def test_d1_the_empty_page_says_what_will_be_here(visitor):
    assert "Sobald Sie einen Mobilfunkvertrag bei uns haben" in words(visitor, PAGE)


def test_d1_what_has_ended_is_folded_away(visitor, erika):
    give_mobile(erika, status=ProductStatus.TERMINATED, ends_on=date(2026, 10, 31))
    text = words(visitor, PAGE)
    assert "Kein laufender Mobilfunkvertrag" in text
    assert "1 beendeter Vertrag 01511 2345678 Mobil Smart LTE beendet bis 31.10.2026" in text


@pytest.mark.parametrize("address", [PAGE, "/"])
def test_d1_more_numbers_cost_no_more_queries(visitor, erika, address):
    give_allnet(erika)
    few = queries(visitor, address)
    for number in ("+4915112345679", "+4915112345680"):
        give_allnet(erika, mobile_number=number)
    assert queries(visitor, address) == few <= 10


def test_d1_without_a_catalogue_the_page_still_stands(visitor, erika):
    product = give_allnet(erika)
    CatalogueVersion.objects.update(valid_to=NOON.date())
    text = words(visitor, PAGE)
    assert "01511 2345678" in text
    assert "2,4 GB von 3 GB" in text
    assert "Sperren: Daten im Ausland" in text
    for tail in ("", "verbrauch/", "dienste/"):
        assert visitor.get(f"{PAGE}{product.pk}/{tail}").status_code == 200


def test_d8_the_start_page_names_the_most_used_allowance(visitor, erika):
    first = give_allnet(erika)
    second = give_mobile(erika, mobile_number="+4915112345679")
    count(second, UsageKind.SMS, 149, 150)
    NoticeChoice.objects.create(product=first, usage_notices=False, changed_at=NOON)
    (card,) = main_of(visitor, "/").xpath(".//section[@aria-labelledby='mein-verbrauch']")
    text = text_of(card)
    assert "01511 2345679 , Mobil Smart LTE SMS 149 SMS von 150 SMS 99 %" in text
    assert "Stand: 20.11.2026, 10:00 Uhr und 1 weitere Nummer" in text


def test_d8_what_is_used_and_what_is_left_are_the_allowance(visitor, erika):
    """A minute that was begun is used, and not left as well."""
    product = give_mobile(erika)
    count(product, UsageKind.MINUTES, 28 * 60 + 30, 150 * 60)
    text = words(visitor, PAGE)
    assert "29 Minuten von 150 Minuten" in text
    assert "Noch 121 Minuten übrig" in text


def test_d8_customers_without_a_mobile_number_have_no_such_card(visitor, erika):
    assert "Verbrauch im Mobilfunk" not in words(visitor, "/")
    count(give_mobile(erika, status=ProductStatus.TERMINATED, ends_on=date(2026, 11, 1)), UsageKind.SMS, 1)
    assert "Verbrauch im Mobilfunk" not in words(visitor, "/")


def test_c1_the_product_leads_to_the_page_of_its_number(visitor, erika):
    product = give_mobile(erika)
    (card,) = main_of(visitor, f"/vertraege/{product.pk}/").xpath(".//section[@aria-labelledby='mobilfunk']")
    assert text_of(card).startswith("01511 2345678")
    assert card.xpath(".//a")[0].get("href") == f"/mobilfunk/{product.pk}/"
