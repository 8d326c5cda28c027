"""The start page tells of orders (C6): what is on its way, what ended lately, what was left unfinished."""

import pytest
import time_machine

from contracts.models import Order, Product
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import configure, order
from tests.contracts.owned import give

CARD = "Ihre Aufträge"


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def test_without_orders_there_is_no_card(here, line):
    assert CARD not in here.get("/").content.decode()


def test_an_open_order_stands_with_its_state_and_day(here, line):
    placed = order(here, "bandwidth", line, {"offering": "dsl-100-24"})
    page = here.get("/").content.decode()
    assert f"/auftraege/{placed.number}/" in page
    assert "26.11.2026" in page


@pytest.mark.parametrize(("days", "shown"), [(6, True), (8, False)])
def test_what_ended_stands_for_a_week(client, erika, line, days, shown):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False) as clock:
        placed = order(log_in(client, erika.login), "bandwidth", line, {"offering": "dsl-100-24"})
        Order.objects.update(state="completed")
        clock.shift(days * 86_400)
        page = log_in(client, erika.login).get("/").content.decode()
    assert (f"/auftraege/{placed.number}/" in page) is shown


def test_an_unfinished_order_can_be_taken_up_again(here, line):
    configure(here, "bandwidth", line, {"offering": "dsl-100-24"})
    page = here.get("/").content.decode()
    assert "Noch nicht beauftragt" in page
    assert f"/bestellen/bandwidth/{line.pk}/" in page
