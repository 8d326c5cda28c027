"""When orders hold and terms end, by tables: weekends, holidays of Lower Saxony, clock changes, leap days (C5, C10)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.orders.fortnight import may_withdraw_until, withdrawal_deadline
from contracts.orders.quotes import activation_day, end_of_minimum_term
from portal.lib.periods import berlin_day
from portal.lib.working_days import is_working_day

NI, BY = "NI", "BY"
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2035, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("placed", "lead", "on"),
    [
        ("2026-11-20", 0, "2026-11-20"),  # at once
        ("2026-11-20", 1, "2026-11-21"),  # Friday to Saturday: a Werktag
        ("2026-11-21", 1, "2026-11-23"),  # Saturday to Monday
        ("2026-11-22", 1, "2026-11-23"),  # placed on a Sunday
        ("2026-11-20", 3, "2026-11-24"),
        ("2026-11-20", 10, "2026-12-02"),
        # Christmas and New Year: 25, 26 December and 1 January are holidays, 24 and 31 are not.
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-28"),  # Friday, Saturday, Sunday off
        ("2026-12-30", 3, "2027-01-04"),  # 31, 2, then Monday
        ("2027-12-31", 1, "2028-01-03"),  # Saturday 1 January, Sunday
        # Easter 2027: Good Friday 26 March, Monday 29 March; Saturday in between counts.
        ("2027-03-25", 1, "2027-03-27"),
        ("2027-03-25", 2, "2027-03-30"),
        ("2027-03-27", 1, "2027-03-30"),
        # 1 May, Ascension, Whit Monday, 3 October, Reformation Day.
        ("2026-04-30", 1, "2026-05-02"),
        ("2027-05-05", 1, "2027-05-07"),  # Ascension on the 6th
        ("2027-05-15", 1, "2027-05-18"),  # Whit Monday on the 17th
        ("2028-10-02", 1, "2028-10-04"),
        ("2028-10-30", 1, "2028-11-01"),  # the 31st; All Saints is none here
        ("2025-10-30", 1, "2025-11-01"),  # the 31st is a holiday, All Saints a Werktag here
        # Leap days.
        ("2028-02-28", 1, "2028-02-29"),
        ("2027-02-27", 1, "2027-03-01"),
        # The clocks change on 29 March and 25 October 2026: days stay days.
        ("2026-03-28", 1, "2026-03-30"),
        ("2026-10-24", 1, "2026-10-26"),
    ],
)
def test_activation_in_lower_saxony(placed, lead, on):
    assert activation_day(day(placed), lead, NI) == day(on)


@pytest.mark.parametrize(
    ("placed", "there", "here"),
    [
        ("2025-10-30", "2025-10-31", "2025-11-01"),  # Reformation Day is none in Bavaria
        ("2027-01-05", "2027-01-07", "2027-01-06"),  # Epiphany is one there
    ],
)
def test_the_land_decides(placed, there, here):
    assert (activation_day(day(placed), 1, BY), activation_day(day(placed), 1, NI)) == (day(there), day(here))


@given(DAYS, st.integers(1, 20))
def test_so_many_working_days_lie_between(placed, lead):
    on = activation_day(placed, lead, NI)
    passed = [placed + timedelta(days=n) for n in range(1, (on - placed).days + 1)]
    assert sum(is_working_day(one, NI) for one in passed) == lead
    assert is_working_day(on, NI)


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), "2026-11-20"),  # 23:59 in winter
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), "2026-11-21"),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), "2026-07-31"),  # 23:59 in summer
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), "2026-08-01"),
        # The night in which the clock goes forward, and back.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "2026-03-30"),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "2026-10-26"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_the_day_of_an_order_is_the_customers(moment, on):
    assert berlin_day(moment) == day(on)


@pytest.mark.parametrize(
    ("begins", "months", "last_day"),
    [
        ("2026-12-02", 24, "2028-12-01"),
        ("2026-12-01", 12, "2027-11-30"),
        ("2026-03-01", 24, "2028-02-29"),  # the day before 1 March of a leap year
        ("2026-03-01", 12, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-27"),  # the 29th is missing: its place is the 28th
        ("2028-02-29", 48, "2032-02-28"),
        ("2026-08-31", 6, "2027-02-27"),
        ("2026-01-01", 1, "2026-01-31"),
    ],
)
def test_the_last_day_of_a_minimum_term(begins, months, last_day):
    assert end_of_minimum_term(day(begins), months) == day(last_day)


def test_no_minimum_term_has_no_last_day():
    assert end_of_minimum_term(day("2026-12-02"), 0) is None


@pytest.mark.parametrize(
    ("placed", "fortnight", "in_time_until"),
    [
        ("2026-11-20", "2026-12-04", "2026-12-04"),  # a Friday
        ("2026-11-21", "2026-12-05", "2026-12-07"),  # Saturday: the Monday after (§ 193 BGB)
        ("2026-11-22", "2026-12-06", "2026-12-07"),
        ("2026-12-11", "2026-12-25", "2026-12-28"),  # Christmas
        ("2026-12-18", "2027-01-01", "2027-01-04"),
        ("2027-03-12", "2027-03-26", "2027-03-30"),  # Good Friday: over Easter
        ("2026-04-17", "2026-05-01", "2026-05-04"),  # 1 May, a Friday
        ("2028-02-15", "2028-02-29", "2028-02-29"),
        ("2026-10-16", "2026-10-30", "2026-10-30"),  # over the change of the clocks
    ],
)
def test_until_when_a_withdrawal_is_in_time(placed, fortnight, in_time_until):
    assert withdrawal_deadline(day(placed)) == day(fortnight)
    assert may_withdraw_until(day(placed), NI) == day(in_time_until)
