"""Usage by billing month (D8)."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from mobile import tasks
from mobile.models import NoticeChoice, UsageCounter, UsageKind
from tests.cast import Person, log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.mobile.cast import give_mobile
from tests.mobile.reading import main_of, queries, region, text_of, words
from tests.mobile.shown import GB, NOON, count, count_history, give_allnet

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
    return f"/mobilfunk/{product.pk}/verbrauch/"


def rows_of(client: Client, product) -> list[str]:
    return [text_of(row) for row in main_of(client, page(product)).xpath(".//tbody/tr")]


def test_d8_what_no_page_shows_is_forgotten(visitor, erika):
    product = give_allnet(erika)
    count_history(product, months=14)
    shown = rows_of(visitor, product)
    tasks.forget_usage()
    tasks.forget_usage()
    assert rows_of(visitor, product) == shown
    assert UsageCounter.objects.filter(kind=UsageKind.DATA).count() == len(shown) == 13


def test_d8_thirteen_months_newest_first(visitor, erika):
    product = give_allnet(erika)
    count_history(product, months=14)
    rows = rows_of(visitor, product)
    assert len(rows) == 13
    assert rows[0] == (
        "01.11.2026 – 30.11.2026 2,4 GB von 3 GB 80 % 90 Minuten kein Kontingent 14 SMS kein Kontingent"
    )
    assert rows[1] == "01.10.2026 – 31.10.2026 1,7 GB von 3 GB 56 % – –"
    assert rows[4] == "01.07.2026 – 31.07.2026 3 GB von 3 GB 100 %, langsamer seit 24.07.2026, 19:00 Uhr – –"
    assert rows[12].startswith("01.11.2025 – 30.11.2025")


def test_d8_the_chart_goes_from_the_oldest_month_to_this_one(visitor, erika):
    product = give_allnet(erika)
    count_history(product)
    main = main_of(visitor, page(product))
    assert [text_of(h) for h in main.xpath(".//h2")] == [
        "Dieser Abrechnungsmonat",
        "Mobiles Internet nach Monaten (GB)",
        "Telefonieren nach Monaten (Minuten)",
        "SMS nach Monaten",
        "Alle Abrechnungsmonate",
    ]
    chart = main.xpath(".//*[local-name()='svg'][contains(@aria-labelledby, 'bild-data')]")[0]
    bars = chart.xpath(".//*[local-name()='rect']")
    assert len(bars) == 13
    assert text_of(bars[0]) == "November 2025: 3 GB von 3 GB"
    assert text_of(bars[-1]) == "November 2026: 2,4 GB von 3 GB"
    marks = [bar.get("class").strip() for bar in bars]
    assert marks[-1] == "bar marked"
    assert [index for index, mark in enumerate(marks) if mark == "bar second"] == [0, 4, 8]


def test_d8_the_forecast_of_this_month_stands_above(visitor, erika):
    text = region(visitor, page(give_allnet(erika)), "Dieser Abrechnungsmonat")
    assert "Bei diesem Verbrauch ist es am 25.11.2026 aufgebraucht." in text
    assert "Stand: 20.11.2026, 10:00 Uhr" in text


def test_d8_the_first_day_has_no_forecast(visitor, erika):
    product = give_mobile(erika)
    count(product, UsageKind.SMS, 5, 150, as_of=datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert "Für eine Prognose ist es noch zu früh." in words(visitor, page(product))


def test_d8_notices_are_on_until_they_are_switched_off(visitor, erika):
    product = give_allnet(erika)
    assert "Wir schreiben Ihnen eine E-Mail, wenn 80 % und wenn 100 %" in words(visitor, page(product))
    NoticeChoice.objects.create(product=product, usage_notices=False, changed_at=NOON)
    assert "haben Sie ausgeschaltet" in words(visitor, page(product))


def test_d8_the_empty_page_says_what_will_be_here(visitor, erika):
    text = words(visitor, page(give_mobile(erika)))
    assert "Noch kein Verbrauch Sobald Sie Ihren Vertrag genutzt haben" in text


def test_d8_small_volumes_are_drawn_in_megabytes(visitor, erika):
    product = give_mobile(erika)
    count(product, UsageKind.DATA, 600_000_000, 600_000_000)
    assert "Mobiles Internet nach Monaten (MB)" in words(visitor, page(product))


def test_d8_more_contracts_and_months_cost_no_more_queries(visitor, erika):
    product = give_allnet(erika)
    few = queries(visitor, page(product))
    count_history(product)
    for number in ("+4915112345679", "+4915112345680"):
        count_history(give_mobile(erika, mobile_number=number))
    assert queries(visitor, page(product)) == few <= 9


def test_d8_gigabytes_keep_their_hundredths(visitor, erika):
    product = give_mobile(erika, "mobil-allnet-3-24")
    count(product, UsageKind.DATA, 1_239_999_999, 3 * GB)
    assert "1,23 GB von 3 GB" in words(visitor, page(product))
