"""Changing the bandwidth of a line (C8)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import Product
from contracts.orders.states import OrderState
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, mail_of, order, refused, until_done
from tests.contracts.owned import give, give_option


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def test_faster(here, line):
    placed = order(here, "bandwidth", line, {"offering": "dsl-100-24"})
    assert placed.state == OrderState.ACKNOWLEDGED
    assert placed.activation_on == date(2026, 11, 26)  # five Werktage
    assert "26.11.2026" in mail_of(placed).text
    assert placed.summary_sha256
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    line.refresh_from_db()
    assert (line.offering, line.monthly_price) == ("dsl-100-24", Decimal("39.90"))
    assert mail_of(placed, "order_completed")


def test_slower_is_refused_during_the_minimum_term(here, line):
    Product.objects.filter(pk=line.pk).update(minimum_term_ends_on=date(2027, 3, 31))
    page = refused(here, "bandwidth", line, {"offering": "dsl-16-24"})
    assert "31.03.2027" in page


def test_an_option_that_needs_a_faster_line_ends(here, erika):
    load_demo_catalogue()
    line = give(erika, "dsl-250-24")
    boost = give_option(line, "upload-boost")
    placed = order(here, "bandwidth", line, {"offering": "dsl-50-24"})
    until_done(placed)
    boost.refresh_from_db()
    assert boost.valid_to == placed.activation_on


def test_not_offered_for_other_products(here, erika):
    load_demo_catalogue()
    tv = give(erika, "tv-basis")
    assert here.get(base("bandwidth", tv)).status_code == 409


def test_a_failing_order_changes_nothing(here, line):
    failed = let_fail(order(here, "bandwidth", line, {"offering": "dsl-100-24"}), "Der Port ist gestört.")
    assert (failed.state, failed.reason) == (OrderState.FAILED, "Der Port ist gestört.")
    line.refresh_from_db()
    assert (line.offering, line.monthly_price) == ("dsl-50-24", Decimal("34.90"))
