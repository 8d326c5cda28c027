"""Werktage and Arbeitstage (compliance: Lower Saxony's ten public holidays)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.working_days import add_working_days, is_working_day, next_working_day, public_holidays

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "werktag", "arbeitstag"),
    [
        ("2026-11-20", "2026-11-24", "2026-11-25"),
        ("2026-12-23", "2026-12-29", "2026-12-29"),
        ("2027-03-25", "2027-03-31", "2027-04-01"),  # Easter, and the clock goes forward on the 28th
        ("2026-10-23", "2026-10-27", "2026-10-28"),  # the clock goes back on the 25th
        ("2026-12-31", "2027-01-05", "2027-01-06"),  # New Year
        ("2028-02-28", "2028-03-02", "2028-03-02"),  # leap day
    ],
)
def test_c5_three_working_days(start, werktag, arbeitstag):
    start = date.fromisoformat(start)
    assert add_working_days(start, 3, "NI") == date.fromisoformat(werktag)
    assert add_working_days(start, 3, "NI", saturdays=False) == date.fromisoformat(arbeitstag)


def test_lower_saxony_has_ten_public_holidays():
    assert len(public_holidays(2026, "NI")) == 10
    assert date(2026, 10, 31) in public_holidays(2026, "NI")
    assert date(2026, 12, 24) not in public_holidays(2026, "NI")


def test_states_differ():
    epiphany = date(2026, 1, 6)
    assert is_working_day(epiphany, "NI")
    assert not is_working_day(epiphany, "BY")
    assert not is_working_day(date(2026, 10, 31), "NI")
    assert is_working_day(date(2026, 10, 31), "BY")


def test_saturday_is_a_werktag_but_no_arbeitstag():
    assert is_working_day(date(2026, 11, 21), "NI")
    assert not is_working_day(date(2026, 11, 21), "NI", saturdays=False)
    assert not is_working_day(date(2026, 11, 22), "NI")


def test_refuses_unknown_states_and_counting_back():
    with pytest.raises(ValueError, match="unknown German state"):
        is_working_day(date(2026, 11, 20), "XX")
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 11, 20), -1, "NI")


def test_zero_working_days_later_is_the_same_day():
    assert add_working_days(date(2026, 11, 22), 0, "NI") == date(2026, 11, 22)


@given(days, st.integers(1, 30), st.sampled_from(["NI", "BY", "BE"]), st.booleans())
def test_exactly_so_many_working_days_lie_behind(day, count, state, saturdays):
    end = add_working_days(day, count, state, saturdays=saturdays)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working_day(one, state, saturdays=saturdays) for one in between) == count
    assert is_working_day(end, state, saturdays=saturdays)


@given(days)
def test_the_next_werktag_is_never_far(day):
    assert timedelta(days=1) <= next_working_day(day, "NI") - day <= timedelta(days=5)
