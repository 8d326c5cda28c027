"""Options of a fixed telephone line: one more, another one of a group, one less (C2, C8, C10)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import Product, ProductOption, ProductStatus
from contracts.orders.states import OrderState
from portal.audit.trail import system
from portal.carrier.steering import fail
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.lines import load_changed
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.owned import give, give_option

KIND = "telephony-option"
MONTH = {"amount": 1, "units": "month", "toMonthEnd": False}
YEAR = {"minimum": {"amount": 12, "units": "month"}, "notice": MONTH, "noticeAfterwards": MONTH}


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "fon-komfort")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def options_of(line: Product) -> list[tuple[str, date, date | None, Decimal]]:
    return list(line.options.values_list("code", "valid_from", "valid_to", "monthly_price"))


def test_c8_one_option_more(here, line):
    placed = order(here, KIND, line, {"change": "add:fon-mobil-flat"})
    assert placed.title["de"] == "Option hinzubuchen: Flat Mobilfunk"
    assert placed.activation_on == date(2026, 11, 24)  # three Werktage: Saturday, Monday, Tuesday
    assert (placed.monthly, placed.one_off) == (Decimal("9.95"), 0)
    assert placed.quote["firstMonth"] == "2.32"  # 7 of 30 days
    assert "24.11.2026" in mail_of(placed).text
    assert options_of(line) == []
    done = until_done(placed)  # nothing is there the day before
    assert done.state == OrderState.COMPLETED
    assert options_of(line) == [("fon-mobil-flat", date(2026, 11, 24), None, Decimal("9.95"))]
    assert mail_of(placed, "order_completed")


def test_c8_another_one_of_a_group_takes_its_place(here, line):
    europe = give_option(line, "fon-europa")
    checked = configure(here, KIND, line, {"change": "add:fon-welt"}).content.decode()
    assert "„Ausland Welt“ ersetzt „Ausland Europa“. Diese Option endet am 23.11.2026." in checked
    placed = order(here, KIND, line, {"change": "add:fon-welt"})
    assert (placed.quote["monthly"], placed.quote["replaces"]) == ("7.95", "3.95")
    europe.refresh_from_db()
    assert europe.valid_to is None
    until_done(placed)
    assert options_of(line) == [
        ("fon-europa", europe.valid_from, date(2026, 11, 24), Decimal("3.95")),
        ("fon-welt", date(2026, 11, 24), None, Decimal("7.95")),
    ]


def test_c8_one_option_less_after_its_notice(here, line):
    flat = give_option(line, "fon-mobil-flat")
    placed = order(here, KIND, line, {"change": "remove:fon-mobil-flat"})
    assert placed.activation_on == date(2026, 12, 21)  # the first day without: one month's notice
    assert "20.12.2026" in mail_of(placed).text
    assert (placed.monthly, placed.quote["replaces"]) == (0, "9.95")
    flat.refresh_from_db()
    assert flat.valid_to is None
    until_done(placed)
    flat.refresh_from_db()
    assert flat.valid_to == date(2026, 12, 21)


def test_c2_the_form_takes_one_option_and_offers_what_is_possible(here, line):
    give_option(line, "fon-europa")
    page = here.get(base(KIND, line)).content.decode()
    assert page.count('type="radio"') == 8  # seven to add, one to end
    assert "Ersetzt „Ausland Europa“." in page
    assert 'value="remove:fon-europa"' in page
    assert 'value="add:fon-europa"' not in page


def test_c10_the_minimum_term_of_an_option_holds(here, erika):
    load_changed({"fon-mobil-flat": {"productOfferingTerm": YEAR}})
    line = give(erika, "fon-komfort")
    give_option(line, "fon-mobil-flat", since=date(2026, 3, 1))
    checked = configure(here, KIND, line, {"change": "remove:fon-mobil-flat"}).content.decode()
    assert "Die Mindestlaufzeit von „Flat Mobilfunk“ läuft bis zum 28.02.2027." in checked
    placed = order(here, KIND, line, {"change": "remove:fon-mobil-flat"})
    assert placed.activation_on == date(2027, 3, 1)
    until_done(placed)
    assert [to for _code, _from, to, _price in options_of(line)] == [date(2027, 3, 1)]


def test_c10_a_replaced_option_is_kept_for_its_minimum_term(here, erika):
    load_changed({"fon-europa": {"productOfferingTerm": YEAR}})
    line = give(erika, "fon-komfort")
    give_option(line, "fon-europa", since=date(2026, 3, 1))
    page = refused(here, KIND, line, {"change": "add:fon-welt"})
    assert "deren Mindestlaufzeit bis zum 28.02.2027 läuft" in page


def test_c10_needed_and_excluded_options_are_named(here, erika):
    relation = "productOfferingRelationship"
    load_changed(
        {
            "fon-welt": {relation: [{"relationshipType": "requires", "id": "fon-festnetz-flat"}]},
            "fon-answering": {relation: [{"relationshipType": "excludes", "id": "fon-forwarding"}]},
        }
    )
    line = give(erika, "fon-komfort")
    page = refused(here, KIND, line, {"change": "add:fon-welt"})
    assert "„Ausland Welt“ braucht die Option „Flat Festnetz“." in page
    for code in ("fon-festnetz-flat", "fon-welt", "fon-answering"):
        give_option(line, code)
    page = refused(here, KIND, line, {"change": "remove:fon-festnetz-flat"})
    assert "Bitte beenden Sie zuerst „Ausland Welt“." in page
    page = refused(here, KIND, line, {"change": "add:fon-forwarding"})  # the other one says it
    assert "„Anrufweiterleitung“ und „Anrufbeantworter im Netz“ vertragen sich nicht." in page


def test_a_second_option_of_the_group_waits_for_the_first(here, line):
    first = order(here, KIND, line, {"change": "add:fon-europa"})
    page = refused(here, KIND, line, {"change": "add:fon-welt"})
    assert first.number in page
    order(here, KIND, line, {"change": "add:fon-answering"})


@pytest.mark.parametrize("change", ["", "add:", "add:router-plus", "remove:fon-welt", "toggle:fon-welt"])
def test_what_is_not_offered_is_refused(here, line, change):
    refused(here, KIND, line, {"change": change})


def test_a_failed_order_changes_nothing(here, line):
    europe = give_option(line, "fon-europa")
    placed = order(here, KIND, line, {"change": "add:fon-welt"})
    carrier_works()
    fail(placed.number, "Technisch nicht möglich", actor=system("test"), now=placed.placed_at)
    assert until_done(placed).state == OrderState.FAILED
    europe.refresh_from_db()
    assert (europe.valid_to, ProductOption.objects.count()) == (None, 1)


def test_not_offered_for_other_products(here, erika, line):
    assert here.get(base(KIND, give(erika, "tv-basis"))).status_code == 409


def test_nothing_is_added_to_a_line_that_ends(here, erika):
    load_demo_catalogue()
    fon = give(erika, "fon-komfort", status=ProductStatus.PENDING_TERMINATE, ends_on=date(2027, 1, 31))
    page = refused(here, "telephony-option", fon, {"change": "add:fon-festnetz-flat"})
    assert "endet am 31.01.2027" in page
