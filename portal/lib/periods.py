"""Half-open periods of days, calendar months, and the ends of legal retention. Today is passed in."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
TRAFFIC_DATA_MONTHS = 6  # § 10 (2) TDDDG
ACCOUNTING_RECORD_YEARS = 8  # § 147 (3) AO, § 14b UStG


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `valid_from` up to but not including `valid_to`; without `valid_to` it has no end.

    A period holds at least one day: ValueError otherwise.
    """

    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        for day in (self.valid_from, self.valid_to):
            if isinstance(day, datetime):
                raise TypeError("a period is made of days, not of points in time")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError(f"a period ends after it starts: {self.valid_from} to {self.valid_to}")

    @property
    def days(self) -> int:
        """Number of days; ValueError when the period has no end."""
        return (self._end() - self.valid_from).days

    @property
    def last_day(self) -> date:
        """The last day inside the period; ValueError when it has no end."""
        return self._end() - timedelta(days=1)

    def contains(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: "Period") -> bool:
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The days both periods hold, or None."""
        start = max(self.valid_from, other.valid_from)
        ends = [end for end in (self.valid_to, other.valid_to) if end is not None]
        end = min(ends, default=None)
        return None if end is not None and end <= start else Period(start, end)

    def by_month(self) -> Iterator["Period"]:
        """The parts of the period that lie in one month each, in order; an open period never stops."""
        start = self.valid_from
        while self.valid_to is None or start < self.valid_to:
            next_start = next_month(start)
            end = next_start if self.valid_to is None else min(next_start, self.valid_to)
            yield Period(start, end)
            start = end

    def _end(self) -> date:
        if self.valid_to is None:
            raise ValueError("the period has no end")
        return self.valid_to


def first_of_month(day: date) -> date:
    return date(day.year, day.month, 1)


def next_month(day: date) -> date:
    """The first day of the following month."""
    return add_months(first_of_month(day), 1)


def month_of(day: date) -> Period:
    """The calendar month around a day."""
    return Period(first_of_month(day), next_month(day))


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier if negative).

    Where that month has no such day it is the month's last (§ 188 (3) BGB): 31 January + 1 = 28 or 29
    February. It never jumps from a last day to a last day: 28 February + 1 = 28 March.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def months_ago(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    return add_months(day, -months)


def last_months(today: date, months: int) -> Period:
    """The newest `months` calendar months, the current one included: 13 of them reach back to the same month
    of the year before."""
    return Period(add_months(first_of_month(today), 1 - months), next_month(today))


def visible_until(dispatched_on: date) -> date:
    """The last day on which call records of an invoice dispatched on that day may be seen.

    § 10 (2) TDDDG: traffic data go six months after the invoice was dispatched. By §§ 187 (1), 188 (2), (3)
    BGB the day of dispatch does not count and the six months end with the day of the same number, or with
    the last day of a shorter month: dispatched 15 January, last seen 15 July; dispatched 31 August, last
    seen 28 (29) February. A Sunday or public holiday does not lengthen them: § 193 BGB is about
    declarations and performance, not about deletion.
    """
    return add_months(dispatched_on, TRAFFIC_DATA_MONTHS)


def invisible_from(dispatched_on: date) -> datetime:
    """The first instant (UTC) at which those call records must not be seen any more.

    That is 00:00:00 in Europe/Berlin of the day after `visible_until`: 23:59:59 of the last day still shows
    them. In UTC it is 22:00 in summer and 23:00 in winter of the last day itself.
    """
    day_after = visible_until(dispatched_on) + timedelta(days=1)
    return datetime.combine(day_after, time(), BERLIN).astimezone(UTC)


def earliest_visible_dispatch(today: date) -> date:
    """The oldest dispatch date whose call records may still be seen today (Europe/Berlin's today).

    A later or equal dispatch date is exactly one whose `visible_until` is today or later.
    """
    candidate = months_ago(today, TRAFFIC_DATA_MONTHS)
    return candidate if visible_until(candidate) >= today else candidate + timedelta(days=1)


def kept_until_year_end(day: date, years: int = ACCOUNTING_RECORD_YEARS) -> date:
    """The last day on which a paper of that day must be kept: the years start with the end of its calendar
    year (§ 147 (4) AO)."""
    return date(day.year + years, 12, 31)


def berlin_day(moment: datetime) -> date:
    """The calendar day in Europe/Berlin of a point in time; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a point in time needs its time zone")
    return moment.astimezone(BERLIN).date()
