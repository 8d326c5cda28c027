"""Barriers of a fixed line: set for nothing, lifted for a fee, several at once (C8, § 61 TKG)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import OptionRole, Product, ProductOption
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
    place,
    refused,
    token_of,
    until_done,
)
from tests.contracts.owned import SINCE, give, give_option

KIND = "fixed-barriers"


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "fon-komfort")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def barriers_of(line: Product) -> dict[str, tuple[date, date | None]]:
    rows = line.options.filter(role=OptionRole.BARRIER)
    return {row.code: (row.valid_from, row.valid_to) for row in rows}


def test_c8_several_at_once_for_nothing(here, line):
    wanted = {"barriers": ["fon-barrier-0900", "fon-barrier-abroad", "fon-barrier-third-party"]}
    placed = order(here, KIND, line, wanted)
    assert placed.one_off == 0
    assert placed.activation_on == date(2026, 11, 21)
    assert "21.11.2026" in mail_of(placed).text
    assert barriers_of(line) == {}
    assert until_done(placed).state == OrderState.COMPLETED
    assert barriers_of(line) == dict.fromkeys(wanted["barriers"], (date(2026, 11, 21), None))
    assert mail_of(placed, "order_completed")


def test_c8_lifting_costs_what_the_price_list_says_and_says_what_becomes_possible(here, line):
    for code in ("fon-barrier-0900", "fon-barrier-abroad", "fon-barrier-third-party"):
        give_option(line, code)
    wanted = {"barriers": ["fon-barrier-0137"]}
    checked = configure(here, KIND, line, wanted).content.decode()
    assert "können bis zu 3 € pro Minute kosten" in checked
    assert "Andere Anbieter können ihre Leistungen wieder über unsere Rechnung abrechnen." in checked
    assert "Kostenpflichtig beauftragen" in checked
    placed = order(here, KIND, line, wanted)
    assert placed.one_off == Decimal("9.90")  # twice 4.95, third parties free
    assert barriers_of(line)["fon-barrier-0900"] == (SINCE, None)
    until_done(placed)
    saturday = date(2026, 11, 21)
    assert barriers_of(line) == {
        "fon-barrier-0900": (SINCE, saturday),
        "fon-barrier-abroad": (SINCE, saturday),
        "fon-barrier-third-party": (SINCE, saturday),
        "fon-barrier-0137": (saturday, None),
    }


def test_setting_is_free_whatever_a_price_list_says(here, erika):
    load_changed(fon_barrier_0900={"setPrice": {"unit": "EUR", "value": "5.00"}})
    placed = order(here, KIND, give(erika, "fon-komfort"), {"barriers": ["fon-barrier-0900"]})
    assert placed.one_off == 0


def test_the_form_shows_what_is_set_and_since_when_and_what_a_group_contains(here, line):
    give_option(line, "fon-barrier-0900", since=date(2025, 5, 6))
    page = here.get(base(KIND, line)).content.decode()
    assert page.count(" checked") == 1
    assert "gesperrt seit 06.05.2025" in page
    assert "Sperrt auch: 0900-Nummern, 0137-Nummern, 0180-Nummern" in page
    checked = configure(here, KIND, line, {"barriers": ["fon-barrier-0900", "fon-barrier-outgoing"]})
    assert "„Alle kostenpflichtigen Anrufe“ sperrt auch: Alle Sonderrufnummern" in checked.content.decode()


def test_nothing_to_change_is_refused(here, line):
    give_option(line, "fon-barrier-0900")
    assert "Es würde sich nichts ändern" in refused(here, KIND, line, {"barriers": ["fon-barrier-0900"]})


def test_what_a_wider_group_bars_cannot_be_lifted_alone(here, line):
    give_option(line, "fon-barrier-0900")
    give_option(line, "fon-barrier-outgoing")  # contains it by way of another group
    page = refused(here, KIND, line, {"barriers": ["fon-barrier-outgoing"]})
    assert "„0900-Nummern“ bleibt gesperrt, solange „Alle kostenpflichtigen Anrufe“ gesetzt ist." in page
    placed = order(here, KIND, line, {"barriers": []})
    assert placed.one_off == Decimal("9.90")


def test_what_somebody_else_bars_meanwhile_stays(here, line):
    token = token_of(configure(here, KIND, line, {"barriers": ["fon-barrier-0900"]}))
    give_option(line, "fon-barrier-abroad")
    page = place(here, KIND, line, token).content.decode()
    assert "Die Sperren Ihres Anschlusses haben sich inzwischen geändert." in page
    placed = order(here, KIND, line, {"barriers": ["fon-barrier-0900", "fon-barrier-abroad"]})
    give_option(line, "fon-barrier-mobile")
    until_done(placed)
    assert [code for code, (_from, to) in barriers_of(line).items() if to is None] == [
        "fon-barrier-abroad",
        "fon-barrier-mobile",
        "fon-barrier-0900",
    ]


def test_groups_of_other_products_are_refused(here, line):
    refused(here, KIND, line, {"barriers": ["mobile-barrier-0900"]})


def test_a_failed_order_changes_nothing(here, line):
    give_option(line, "fon-barrier-0900")
    placed = order(here, KIND, line, {"barriers": ["fon-barrier-abroad"]})
    carrier_works()
    fail(placed.number, "Technisch nicht möglich", actor=system("test"), now=placed.placed_at)
    assert until_done(placed).state == OrderState.FAILED
    assert barriers_of(line) == {"fon-barrier-0900": (SINCE, None)}
    assert ProductOption.objects.count() == 1


def test_not_offered_for_other_products(here, erika, line):
    assert here.get(base(KIND, give(erika, "tv-basis"))).status_code == 409
