"""Usage of allowances: percent, forecast, throttling, notices (D8). Pure.

Amounts are whole seconds, messages or bytes; a period holds from its first day to the day before its end,
in Berlin's days, which are 23 or 25 hours long when the clocks change.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.lib.periods import BERLIN, berlin_day
from portal.shell.formats import day_text

NOTICE_PERCENT = (80, 100)
BYTES_PER_MB, BYTES_PER_GB = 1_000_000, 1_000_000_000
SECONDS_PER_MINUTE = 60
TOO_EARLY = timedelta(days=1)  # a forecast from the first hours would only frighten


def percent(used: int, allowance: int | None) -> int | None:
    """Whole percent, rounded down: 100 means used up. None without allowance; what is not there is used up."""
    if allowance is None:
        return None
    return used * 100 // allowance if allowance else 100


def remaining(used: int, allowance: int | None) -> int | None:
    """What is left; never below 0."""
    return None if allowance is None else max(0, allowance - used)


def reached(used: int, allowance: int | None) -> tuple[int, ...]:
    """The marks (80 and 100 %) that the usage has reached; none where nothing is allowed."""
    share = percent(used, allowance) if allowance else None
    return tuple(mark for mark in NOTICE_PERCENT if share is not None and share >= mark)


def forecast(used: int, *, period_start: date, period_end: date, as_of: datetime) -> int | None:
    """What will have been used at the end of the period if it goes on like this, rounded down.

    None on the first day; once the period is over, what was used.
    """
    begins, ends = _midnight(period_start), _midnight(period_end)
    elapsed = as_of.timestamp() - begins.timestamp()
    whole = ends.timestamp() - begins.timestamp()
    if elapsed >= whole:
        return used
    if elapsed < TOO_EARLY.total_seconds():
        return None
    return used * round(whole) // round(elapsed)


def runs_out_on(
    used: int, allowance: int | None, *, period_start: date, period_end: date, as_of: datetime
) -> date | None:
    """The day on which the allowance is used up at this rate; None if it lasts, or is used up already."""
    if allowance is None or used <= 0 or used >= allowance:
        return None
    if forecast(used, period_start=period_start, period_end=period_end, as_of=as_of) is None:
        return None
    begins = _midnight(period_start).timestamp()
    moment = begins + (as_of.timestamp() - begins) * allowance / used
    day = (
        berlin_day(datetime.fromtimestamp(moment, BERLIN))
        if moment < _midnight(period_end).timestamp()
        else None
    )
    return day


@dataclass(frozen=True)
class Throttle:
    """Is mobile internet slowed down, since when, to what, and until which last day."""

    is_on: bool
    since: datetime | None
    kbit: int  # kbit/s; 0: the catalogue does not say
    last_day: date

    @property
    def sentence(self) -> str:
        """For customers; "" at full speed."""
        if not self.is_on:
            return ""
        until = day_text(self.last_day)
        if not self.kbit:
            return _("Your data volume is used up. Until %(day)s you surf more slowly.") % {"day": until}
        sentence = _("Your data volume is used up. Until %(day)s you surf with at most %(kbit)d kbit/s.")
        return sentence % {"day": until, "kbit": self.kbit}


def throttle_of(
    *, used: int, allowance: int | None, throttled_from: datetime | None, throttle_kbit: int, period_end: date
) -> Throttle:
    """The carrier's mark counts; without one, a used-up volume of a plan that is throttled does."""
    used_up = throttle_kbit > 0 and allowance is not None and used >= allowance
    return Throttle(
        is_on=throttled_from is not None or used_up,
        since=throttled_from,
        kbit=throttle_kbit,
        last_day=period_end - timedelta(days=1),
    )


def no_carry_over(period_end: date) -> str:
    """Unused allowance is not kept."""
    day = day_text(period_end - timedelta(days=1))
    return _("What you have not used by %(day)s expires. It is not carried over.") % {"day": day}


def amount_text(kind: str, amount: int) -> str:
    """An amount of this kind of usage in words: started minutes, messages, megabytes or gigabytes."""
    if kind == "minutes":
        minutes = -(-amount // SECONDS_PER_MINUTE)
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": number_format(minutes)}
    if kind == "sms":
        return _("%(count)s SMS") % {"count": number_format(amount)}
    if amount >= BYTES_PER_GB:
        return f"{_decimal(amount, BYTES_PER_GB)} GB"
    return f"{number_format(amount // BYTES_PER_MB)} MB"


def _decimal(amount: int, unit: int) -> str:
    """Hundredths, rounded down, without empty decimals."""
    whole, hundredths = divmod(amount * 100 // unit, 100)
    if not hundredths:
        return number_format(whole)
    return number_format(f"{whole}.{hundredths:02}".rstrip("0"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BERLIN)
