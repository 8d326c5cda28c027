"""Columns of exported tables and the values they hold; CSV and XLSX are written from the same rows."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeVar

from portal.lib.periods import BERLIN

Kind = Literal["text", "integer", "number", "money2", "money4", "date", "datetime", "moment", "duration"]
Cell = str | int | Decimal | date | datetime | timedelta | None

T = TypeVar("T")
DURATION = re.compile(r"(-?)([0-9]{2,}):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{6}))?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the kind of its cells, its width in XLSX (in characters).

    text: str. integer: int. number: Decimal with the decimals it has. money2, money4: Decimal with at least 2
    or 4 decimals shown, never rounded. date: date. datetime: Europe/Berlin wall time (aware values are
    converted, naive ones taken as they are). moment: a datetime, or a date where the time is not known.
    duration: timedelta, written HH:MM:SS with as many hours as it has. Any cell may be None: empty.
    """

    title: str
    kind: Kind = "text"
    width: float = 14


def wall_time(moment: datetime) -> datetime:
    """The naive Europe/Berlin time of a point in time; a naive one is wall time already."""
    return moment if moment.tzinfo is None else moment.astimezone(BERLIN).replace(tzinfo=None)


def format_duration(duration: timedelta) -> str:
    """HH:MM:SS, hours beyond 24 and a leading minus where needed, six decimals only for broken seconds."""
    sign, duration = ("-", -duration) if duration < timedelta() else ("", duration)
    minutes, seconds = divmod(duration.days * 86_400 + duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{duration.microseconds:06}" if duration.microseconds else ""
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}"


def parse_duration(text: str) -> timedelta:
    """The reverse of `format_duration`; ValueError for anything else."""
    match = DURATION.fullmatch(text)
    if not match:
        raise ValueError(f"not a duration: {text!r}")
    sign, hours, minutes, seconds, fraction = match.groups()
    duration = timedelta(
        hours=int(hours), minutes=int(minutes), seconds=int(seconds), microseconds=int(fraction or 0)
    )
    return -duration if sign else duration


def expect(value: object, kind: type[T]) -> T:
    """The value itself when it is of the kind its column promises; TypeError otherwise."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"expected {kind.__name__}, not {type(value).__name__}")
    return value
