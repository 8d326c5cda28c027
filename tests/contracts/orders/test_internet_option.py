"""Options of an internet line (C8, C10)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import Product, ProductOption, ProductStatus
from contracts.orders.states import OrderState
from tests.cast import log_in
from tests.contracts.catalogue_data import demo_content, load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import (
    base,
    configure,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.orders.versions import change_catalogue
from tests.contracts.owned import give, give_option


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def codes(line: Product, day: date) -> set[str]:
    return set(ProductOption.objects.filter(product=line).valid_on(day).values_list("code", flat=True))


def test_an_option_is_added(here, line):
    placed = order(here, "internet-option", line, {"change": "add:router-plus"})
    assert placed.activation_on == date(2026, 11, 24)  # three Werktage
    assert (placed.monthly, placed.one_off) == (Decimal("6.99"), Decimal("9.90"))
    assert "24.11.2026" in mail_of(placed).text
    assert until_done(placed).state == OrderState.COMPLETED
    assert codes(line, date(2026, 11, 23)) == set()
    assert codes(line, date(2026, 11, 24)) == {"router-plus"}
    assert ProductOption.objects.get(product=line).monthly_price == Decimal("6.99")


def test_a_failing_order_adds_nothing(here, line):
    placed = order(here, "internet-option", line, {"change": "add:router-plus"})
    let_fail(placed, "Zurzeit nicht lieferbar.")
    assert not ProductOption.objects.exists()


def test_an_option_ends_after_its_notice(here, line):
    give_option(line, "mesh-1")
    placed = order(here, "internet-option", line, {"change": "remove:mesh-1"})
    assert placed.activation_on == date(2026, 12, 21)  # a month's notice: the last day is 20 December
    assert until_done(placed).state == OrderState.COMPLETED
    assert codes(line, date(2026, 12, 20)) == {"mesh-1"}
    assert codes(line, date(2026, 12, 21)) == set()


def test_of_a_group_the_new_one_takes_the_place_of_the_old_one(here, line):
    give_option(line, "router-basic")
    page = configure(here, "internet-option", line, {"change": "add:router-plus"}).content.decode()
    assert "Router Basis" in page
    placed = order(here, "internet-option", line, {"change": "add:router-plus"})
    assert placed.quote["replaces"] == "3.99"
    until_done(placed)
    assert codes(line, placed.activation_on) == {"router-plus"}


def test_two_orders_of_one_group_wait_for_each_other(here, line):
    placed = order(here, "internet-option", line, {"change": "add:router-plus"})
    assert placed.number in refused(here, "internet-option", line, {"change": "add:router-basic"})


def test_a_slow_line_is_refused_with_what_to_do(here, line):
    content = demo_content()
    slow = next(o for o in content["productOffering"] if o["id"] == "dsl-50-24")
    slow["productOfferingRelationship"].append({"relationshipType": "option", "id": "upload-boost"})
    change_catalogue(content)
    page = refused(here, "internet-option", line, {"change": "add:upload-boost"})
    assert "mindestens 100 Mbit/s; Ihrer hat 50 Mbit/s" in page
    assert "zuerst die Bandbreite" in page


def test_an_option_that_needs_another_one(here, line):
    page = refused(here, "internet-option", line, {"change": "add:child-protection"})
    assert "Sicherheitspaket" in page
    give_option(line, "security-package")
    assert order(here, "internet-option", line, {"change": "add:child-protection"})


def test_what_another_option_needs_does_not_end_alone(here, line):
    give_option(line, "security-package")
    give_option(line, "child-protection")
    page = refused(here, "internet-option", line, {"change": "remove:security-package"})
    assert "Kinderschutz" in page


def test_nothing_is_added_to_a_line_that_ends(here, line):
    Product.objects.filter(pk=line.pk).update(
        status=ProductStatus.PENDING_TERMINATE, ends_on=date(2026, 12, 31)
    )
    page = refused(here, "internet-option", line, {"change": "add:router-plus"})
    assert "zum 31.12.2026 gekündigt" in page


@pytest.mark.parametrize(
    "change", ["add:router-business", "add:tv-sport", "remove:mesh-1", "router-plus", ""]
)
def test_what_is_not_offered_cannot_be_chosen(here, line, change):
    page = configure(here, "internet-option", line, {"change": change}).content.decode()
    assert "error-summary" in page


def test_not_offered_for_other_products(here, erika, line):
    assert here.get(base("internet-option", give(erika, "tv-basis"))).status_code == 409
