"""Working days of a German state: Werktage (Monday to Saturday) and Arbeitstage (Monday to Friday)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY, SUNDAY = 5, 6


@lru_cache(maxsize=64)
def public_holidays(year: int, state: str) -> frozenset[date]:
    """The public holidays of a German state ("NI", "BY" …) in a year; ValueError for an unknown state.

    Built whole and then frozen: the library's own calendar fills itself while it is asked, which two
    threads must not do at once.
    """
    try:
        return frozenset(holidays.Germany(subdiv=state, years=year, expand=False))
    except NotImplementedError:
        raise ValueError(f"unknown German state: {state!r}") from None


def is_working_day(day: date, state: str, *, saturdays: bool = True) -> bool:
    """Whether a day is a Werktag, or with `saturdays=False` an Arbeitstag."""
    if day.weekday() == SUNDAY or (day.weekday() == SATURDAY and not saturdays):
        return False
    return day not in public_holidays(day.year, state)


def add_working_days(day: date, count: int, state: str, *, saturdays: bool = True) -> date:
    """The working day that is `count` working days after a day; the day itself never counts.

    "Within three Werktage" from a Friday ends on Tuesday. Zero gives the day itself, working day or not.
    ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    for _ in range(count):
        day = next_working_day(day, state, saturdays=saturdays)
    return day


def next_working_day(day: date, state: str, *, saturdays: bool = True) -> date:
    """The first working day after a day."""
    day += timedelta(days=1)
    while not is_working_day(day, state, saturdays=saturdays):
        day += timedelta(days=1)
    return day
