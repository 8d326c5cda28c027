"""Invented calls with the pattern of real ones: evenings and weekends at home, office hours in firms."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from . import tariffs
from .people import landline, mobile
from .tariffs import Zone

HOURS_HOME = (2, 1, 1, 1, 1, 2, 5, 10, 14, 18, 20, 20, 18, 17, 18, 20, 26, 34, 42, 44, 36, 22, 10, 4)
HOURS_OFFICE = (0, 0, 0, 0, 0, 1, 4, 16, 48, 66, 70, 62, 34, 46, 64, 58, 44, 24, 8, 3, 1, 1, 0, 0)
DAYS_HOME = (10, 10, 10, 10, 11, 13, 14)  # Monday …
DAYS_OFFICE = (22, 22, 21, 21, 17, 2, 1)
EUROPE_CODES = ("0043", "0041", "0031", "0033", "0048", "0045")
WORLD_CODES = ("0090", "001", "0061", "00380", "0091")
SERVICE_NUMBERS = ("01805000100", "01805000222", "01805000731")
FREE_NUMBERS = ("08000000000", "08000000123", "08000005500")
DIRECTORY_NUMBERS = ("11800", "11833")
CIRCLE = 14  # people somebody calls again and again


@dataclass(frozen=True)
class Call:
    """A rated call: a line of the CSV and its net amount."""

    text: str
    zone: Zone
    net: Decimal


@dataclass(frozen=True)
class Caller:
    """A line with its habits; they stay the same from month to month."""

    own_number: str
    zones: tuple[tuple[Zone, int], ...]
    circle: tuple[str, ...]
    mobile_circle: tuple[str, ...]
    is_office: bool

    @classmethod
    def of(
        cls, rng: Random, own_number: str, zones: tuple[tuple[Zone, int], ...], *, is_office: bool
    ) -> "Caller":
        size = CIRCLE * (3 if is_office else 1)
        circle = tuple(landline(rng) for _ in range(size))
        return cls(own_number, zones, circle, tuple(mobile(rng) for _ in range(size)), is_office)


def calls_of(rng: Random, caller: Caller, month: date, count: int) -> Iterator[Call]:
    """So many calls in the month that begins with this day, in order of time."""
    hours, days = (HOURS_OFFICE, DAYS_OFFICE) if caller.is_office else (HOURS_HOME, DAYS_HOME)
    length = monthrange(month.year, month.month)[1]
    dates = [month + timedelta(days=offset) for offset in range(length)]
    chosen = rng.choices(dates, [days[day.weekday()] for day in dates], k=count)
    clock = rng.choices(range(24), cum_weights=list(accumulate(hours)), k=count)
    moments = sorted(zip(chosen, clock, (rng.randrange(3600) for _ in range(count)), strict=True))
    zones = rng.choices([zone for zone, _ in caller.zones], [weight for _, weight in caller.zones], k=count)
    for (day, hour, second), zone in zip(moments, zones, strict=True):
        yield _call(rng, caller, zone, day, hour, second)


def _call(rng: Random, caller: Caller, zone: Zone, day: date, hour: int, second: int) -> Call:
    seconds = _duration(rng, caller) if zone.unit == "Sek" else 0
    quantity = _quantity(rng, zone, seconds)
    steps = quantity // zone.step
    net = zone.price * steps
    moment = f"{day:%d.%m.%Y}"
    if zone.unit != "kB":  # data are billed by the day
        moment = f"{moment} {hour:02}:{second // 60:02}:{second % 60:02}"
    duration = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" if seconds else ""
    band = "GanzTags" if zone.free else ("Hauptzeit" if 8 <= hour < 18 and day.weekday() < 5 else "Nebenzeit")
    text = ";".join(
        (
            caller.own_number,
            moment,
            duration,
            _destination(rng, caller, zone),
            zone.name,
            band,
            str(quantity),
            zone.unit,
            f"{net:.4f}",
        )
    )
    return Call(text, zone, net)


def _duration(rng: Random, caller: Caller) -> int:
    """Most calls are short, a few very long."""
    return min(int(rng.lognormvariate(4.2 if caller.is_office else 4.5, 1.2)) + 1, 4 * 3600)


def _quantity(rng: Random, zone: Zone, seconds: int) -> int:
    if zone.unit == "Stck":
        return 1
    if zone.unit == "kB":
        return int(rng.lognormvariate(9.5, 1.8)) + 1 if zone.price == 0 else rng.randrange(100, 9000)
    return -(-seconds // zone.step) * zone.step


def _destination(rng: Random, caller: Caller, zone: Zone) -> str:
    if zone.unit == "kB":
        return "internet"
    if zone in (tariffs.TO_MOBILE_D, tariffs.TO_MOBILE_E, tariffs.SMS_FLAT, tariffs.MMS):
        return _someone(rng, caller.mobile_circle)
    if zone is tariffs.ALLNET:
        return _someone(rng, caller.mobile_circle if rng.random() < 0.6 else caller.circle)
    if zone is tariffs.EUROPE:
        return f"{rng.choice(EUROPE_CODES)}{rng.randrange(100000, 9999999)}"
    if zone in (tariffs.WORLD, tariffs.MOBILE_WORLD, tariffs.SMS_ABROAD):
        return f"{rng.choice(WORLD_CODES)}{rng.randrange(1000000, 99999999)}"
    fixed = {
        tariffs.SERVICE: SERVICE_NUMBERS,
        tariffs.FREEPHONE: FREE_NUMBERS,
        tariffs.DIRECTORY: DIRECTORY_NUMBERS,
    }
    return rng.choice(fixed[zone]) if zone in fixed else _someone(rng, caller.circle)


def _someone(rng: Random, circle: tuple[str, ...]) -> str:
    """The first of the circle are called most; sometimes it is a stranger."""
    if rng.random() < 0.12:
        return landline(rng)
    return circle[min(int(rng.expovariate(4 / len(circle))), len(circle) - 1)]
