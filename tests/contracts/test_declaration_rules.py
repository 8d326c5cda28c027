"""C11: days to withdraw, forms sent twice, names that fit."""

from datetime import date

import pytest

from contracts.declarations.rules import Hint, digits_of, form_key, hints_about, name_fits, withdrawal_ends_on
from contracts.declarations.states import MOVES, DeclarationState, may_move


@pytest.mark.parametrize(
    ("concluded", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),  # Monday to Monday
        (date(2026, 11, 7), date(2026, 11, 23)),  # ends on a Saturday: Monday
        (date(2026, 11, 8), date(2026, 11, 23)),  # ends on a Sunday: Monday
        (date(2026, 12, 11), date(2026, 12, 28)),  # Christmas Day, Friday; then a holiday on Saturday, Sunday
        (date(2028, 2, 15), date(2028, 2, 29)),  # leap day
        (date(2026, 10, 17), date(2026, 11, 2)),  # Reformation Day is a holiday in Lower Saxony, a Saturday
    ],
)
def test_c11_fourteen_days_and_no_end_on_a_day_off(concluded: date, last: date):
    assert withdrawal_ends_on(concluded, "NI") == last


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (date(2026, 11, 3), ()),  # day 1
        (date(2026, 11, 16), ()),  # day 14
        (date(2026, 11, 17), (Hint.WITHDRAWAL_LATE,)),  # day 15
    ],
)
def test_c11_day_1_14_and_15(received: date, expected: tuple[Hint, ...]):
    found = hints_about(received_on=received, state="NI", withdrawn_contract_of=date(2026, 11, 2))
    assert found == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, ()),
        (date(2026, 11, 20), ()),
        (date(2026, 11, 19), (Hint.END_IN_THE_PAST,)),
        (date(2099, 1, 1), ()),
    ],
)
def test_c11_an_end_in_the_past_is_a_hint(wanted: date | None, expected: tuple[Hint, ...]):
    assert hints_about(received_on=date(2026, 11, 20), state="NI", ends_wanted_on=wanted) == expected


def test_c11_the_same_form_has_the_same_key():
    content = {"name": "Erika", "ends_wanted_on": date(2026, 1, 1)}
    key = form_key("a", content)
    assert key == form_key("a", dict(reversed(content.items())))
    assert len({key, form_key("b", content), form_key("a", content | {"name": "Erik"})}) == 3


@pytest.mark.parametrize(
    ("typed", "names", "fits"),
    [
        ("Erika Mustermann", ["Erika Mustermann", ""], True),
        ("MUSTERMANN, Erika", ["Erika Mustermann"], True),
        ("Frau Dr. Erika Mustermann", ["Erika Mustermann"], True),
        ("Jose Nunez", ["José Núñez"], True),
        ("Mustermann", ["Erika Mustermann"], False),
        ("Erik Mustermann", ["Erika Mustermann"], False),
        ("Leinetal Logistik GmbH", ["", "Leinetal Logistik GmbH"], True),
        ("Erika", ["", " "], False),
        ("", ["Erika"], False),
    ],
)
def test_c11_a_name_fits_whatever_its_case_order_and_accents(typed: str, names: list[str], fits: bool):
    assert name_fits(typed, names) is fits


@pytest.mark.parametrize(
    ("typed", "digits"), [("4999 999-999", "4999999999"), ("Nr. 4999999999", "4999999999"), ("keine", "")]
)
def test_c11_a_number_is_its_digits(typed: str, digits: str):
    assert digits_of(typed) == digits


@pytest.mark.parametrize("state", DeclarationState)
@pytest.mark.parametrize("to", DeclarationState)
def test_c11_the_table_of_moves(state: DeclarationState, to: DeclarationState):
    forwards = {
        DeclarationState.NEW: set(DeclarationState) - {DeclarationState.NEW},
        DeclarationState.IN_PROGRESS: {DeclarationState.DONE, DeclarationState.REFUSED},
    }
    assert may_move(state, to) is (to in forwards.get(state, set()))
    assert set(MOVES) == set(DeclarationState)
