"""Periods, months and the ends of retention."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.periods import (
    BERLIN,
    Period,
    add_months,
    berlin_day,
    earliest_visible_dispatch,
    invisible_from,
    kept_until_year_end,
    last_months,
    month_of,
    months_ago,
    next_month,
    visible_until,
)

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@st.composite
def periods(draw, open_ended=True):
    start = draw(days)
    length = draw(st.integers(1, 900) | st.none() if open_ended else st.integers(1, 900))
    return Period(start, None if length is None else start + timedelta(days=length))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-01-29", 1, "2028-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2026-11-30", 13, "2027-12-30"),
        ("2026-01-31", 13, "2027-02-28"),
    ],
)
def test_adds_months_with_the_rule_for_month_ends(day, months, result):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(result)
    assert months_ago(date.fromisoformat(day), -months) == date.fromisoformat(result)


@given(days, days, st.integers(0, 36))
def test_adding_months_keeps_the_order_of_days(one, other, months):
    earlier, later = sorted((one, other))
    assert add_months(earlier, months) <= add_months(later, months)


@pytest.mark.parametrize(
    ("dispatched", "last"),
    [
        ("2026-01-15", "2026-07-15"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-08-28", "2027-02-28"),
        ("2026-03-31", "2026-09-30"),
        ("2026-12-31", "2027-06-30"),
    ],
)
def test_f6_call_records_are_seen_for_six_months(dispatched, last):
    assert visible_until(date.fromisoformat(dispatched)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("dispatched", "instant"),
    [
        ("2026-01-15", datetime(2026, 7, 15, 22, tzinfo=UTC)),  # summer time
        ("2026-07-15", datetime(2027, 1, 15, 23, tzinfo=UTC)),  # winter time
        ("2026-04-25", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # the day the clock goes back
        ("2026-09-28", datetime(2027, 3, 28, 22, tzinfo=UTC)),  # the day it goes forward
    ],
)
def test_f6_the_last_second_is_berlin_midnight(dispatched, instant):
    end = invisible_from(date.fromisoformat(dispatched))
    assert end == instant
    assert end.utcoffset() == timedelta()
    assert berlin_day(end - timedelta(seconds=1)) == visible_until(date.fromisoformat(dispatched))
    assert end.astimezone(BERLIN).timetuple()[3:6] == (0, 0, 0)


@given(days, st.integers(-400, 400))
def test_f6_both_ways_to_ask_agree(dispatched, offset):
    today = visible_until(dispatched) + timedelta(days=offset)
    assert (dispatched >= earliest_visible_dispatch(today)) == (visible_until(dispatched) >= today)


@pytest.mark.parametrize(
    ("today", "oldest"),
    [("2027-02-28", "2026-08-28"), ("2027-03-01", "2026-09-01"), ("2027-03-31", "2026-10-01")],
)
def test_f6_oldest_dispatch_date_at_month_ends(today, oldest):
    assert earliest_visible_dispatch(date.fromisoformat(today)) == date.fromisoformat(oldest)


def test_accounting_papers_are_kept_to_the_end_of_the_eighth_year():
    assert kept_until_year_end(date(2026, 1, 1)) == date(2034, 12, 31)
    assert kept_until_year_end(date(2026, 12, 31)) == date(2034, 12, 31)


def test_thirteen_months_reach_back_to_the_same_month_a_year_ago():
    window = last_months(date(2026, 11, 22), 13)
    assert window == Period(date(2025, 11, 1), date(2026, 12, 1))
    assert len(list(window.by_month())) == 13


@pytest.mark.parametrize("valid_to", [date(2026, 1, 1), date(2025, 12, 31)])
def test_a_period_holds_at_least_a_day(valid_to):
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(date(2026, 1, 1), valid_to)


def test_a_period_is_made_of_days():
    with pytest.raises(TypeError):
        Period(datetime(2026, 1, 1))


def test_an_open_period_has_no_length():
    with pytest.raises(ValueError, match="no end"):
        _ = Period(date(2026, 1, 1)).days
    with pytest.raises(ValueError, match="no end"):
        _ = Period(date(2026, 1, 1)).last_day


def test_borders_are_half_open():
    january = month_of(date(2026, 1, 17))
    assert (january.valid_from, january.valid_to) == (date(2026, 1, 1), date(2026, 2, 1))
    assert january.contains(date(2026, 1, 1))
    assert january.contains(date(2026, 1, 31))
    assert not january.contains(date(2026, 2, 1))
    assert january.days == 31
    assert january.last_day == date(2026, 1, 31)
    assert not january.overlaps(month_of(date(2026, 2, 1)))


@given(periods(), periods(), days)
def test_an_intersection_holds_exactly_the_common_days(one, other, day):
    common = one.intersection(other)
    assert common == other.intersection(one)
    assert one.overlaps(other) == (common is not None)
    assert (one.contains(day) and other.contains(day)) == (common is not None and common.contains(day))


@given(periods(open_ended=False))
def test_months_of_a_period_are_its_parts(period):
    parts = list(period.by_month())
    assert sum(part.days for part in parts) == period.days
    assert parts[0].valid_from == period.valid_from
    assert parts[-1].valid_to == period.valid_to
    assert all(part.valid_from.replace(day=1) == part.last_day.replace(day=1) for part in parts)
    assert all(one.valid_to == other.valid_from for one, other in pairwise(parts))


def test_an_open_period_goes_on_by_months():
    months = Period(date(2026, 12, 17)).by_month()
    assert next(months) == Period(date(2026, 12, 17), date(2027, 1, 1))
    assert next(months) == Period(date(2027, 1, 1), date(2027, 2, 1))


def test_next_month_crosses_the_year():
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)


def test_the_day_of_a_moment_is_berlins():
    assert berlin_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)
    with pytest.raises(ValueError, match="time zone"):
        berlin_day(datetime(2026, 6, 30, 22, 30))
