"""A further number of a fixed line: the carrier assigns it (C8)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import PhoneNumber, Product
from contracts.orders.states import OrderState
from portal.audit.trail import system
from portal.carrier.gateway import CarrierNews
from portal.carrier.signals import order_news
from portal.carrier.steering import fail
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.lines import give_numbers
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.owned import SINCE, give

KIND = "additional-number"


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    line = give(erika, "fon-komfort")
    give_numbers(line, "0511 123456", "0511 123457", "0511 123458")
    return line


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def numbers_of(line: Product) -> list[str]:
    return list(line.numbers.values_list("number", flat=True))


def test_c8_the_number_that_the_carrier_assigned_is_the_lines(here, line):
    placed = order(here, KIND, line)
    assert placed.activation_on == date(2026, 11, 26)
    assert (placed.monthly, placed.one_off) == (Decimal("0.95"), Decimal("4.95"))
    assert placed.quote["firstMonth"] == "0.16"  # 5 of 30 days
    assert "26.11.2026" in mail_of(placed).text
    assert len(numbers_of(line)) == 3
    done = until_done(placed)  # not there the day before
    number = f"0511 9{placed.number.removeprefix('P-')}"
    assert done.state == OrderState.COMPLETED
    assert PhoneNumber.objects.get(number=number).valid_from == date(2026, 11, 26)
    line.refresh_from_db()
    assert line.monthly_price == Decimal("10.90")
    assert number in here.get(f"/auftraege/{placed.number}/").content.decode()
    assert number in mail_of(placed, "order_completed").text


def test_included_numbers_cost_nothing(here, line):
    line.numbers.filter(number="0511 123458").delete()
    placed = order(here, KIND, line)
    assert (placed.monthly, placed.one_off) == (0, 0)


def test_c8_no_more_than_the_product_can_have(here, line):
    give_numbers(line, *(f"0511 20000{digit}" for digit in range(7)))
    page = refused(here, KIND, line, {})
    assert "Ihr Produkt hat schon alle 10 möglichen Rufnummern." in page
    line.numbers.filter(number="0511 200000").update(valid_to=date(2026, 11, 1))
    order(here, KIND, line)


def test_the_form_says_how_many_there_are_and_what_the_next_one_costs(here, line):
    page = here.get(base(KIND, line)).content.decode()
    assert "3 von höchstens 10" in page
    assert "0,95\xa0€ im Monat, 4,95\xa0€ einmalig" in page


@pytest.mark.parametrize("assigned", [{}, {"phoneNumber": "wird nachgereicht"}], ids=str)
def test_a_carrier_that_names_no_number_brings_it_with_its_next_feed(here, line, assigned):
    placed = order(here, KIND, line)
    news = CarrierNews(placed.number, "C-1", "completed", placed.placed_at, assigned=assigned)
    order_news.send(sender=None, news=news, now=placed.placed_at)
    placed.refresh_from_db()
    assert (placed.state, placed.trouble) == (OrderState.COMPLETED, "")
    assert placed.results[0]["value"]["de"] == "steht bei Ihrem Produkt, sobald sie gemeldet ist"
    assert len(numbers_of(line)) == 3


def test_a_number_of_somebody_else_waits_for_staff(here, line, firma):
    give_numbers(give(firma, "voip-anlage-4"), "0511 4711")
    placed = order(here, KIND, line)
    news = CarrierNews(
        placed.number, "C-1", "completed", placed.placed_at, assigned={"phoneNumber": "0511 4711"}
    )
    order_news.send(sender=None, news=news, now=placed.placed_at)
    placed.refresh_from_db()
    assert placed.is_open
    assert "IntegrityError" in placed.trouble
    assert len(numbers_of(line)) == 3


def test_a_feed_that_was_faster_is_no_trouble(here, line):
    placed = order(here, KIND, line)
    number = f"0511 9{placed.number.removeprefix('P-')}"
    PhoneNumber.objects.create(product=line, number=number, valid_from=SINCE)
    assert until_done(placed).state == OrderState.COMPLETED
    assert numbers_of(line).count(number) == 1


def test_a_failed_order_changes_nothing(here, line):
    placed = order(here, KIND, line)
    carrier_works()
    fail(placed.number, "Keine Rufnummer frei", actor=system("test"), now=placed.placed_at)
    assert until_done(placed).state == OrderState.FAILED
    line.refresh_from_db()
    assert (len(numbers_of(line)), line.monthly_price) == (3, Decimal("9.95"))


def test_not_offered_for_other_products(here, erika, line):
    assert here.get(base(KIND, give(erika, "tv-basis"))).status_code == 409
