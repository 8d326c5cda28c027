"""A counter of usage as pages show it: a bar, and the same in words (D8). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from contracts.catalogue.items import Offering
from mobile.models import UsageCounter, UsageKind
from mobile.rules import usage
from portal.shell.formats import day_text

ICONS = {UsageKind.DATA: "globe", UsageKind.MINUTES: "phone", UsageKind.SMS: "mail"}
TITLES = {
    UsageKind.DATA: pgettext_lazy("usage", "Mobile internet"),
    UsageKind.MINUTES: pgettext_lazy("usage", "Calls"),
    UsageKind.SMS: pgettext_lazy("usage", "SMS messages"),
}
ORDER = [UsageKind.DATA, UsageKind.MINUTES, UsageKind.SMS]
FLAT_RATES = {UsageKind.MINUTES: "flat_voice", UsageKind.SMS: "flat_sms"}


@dataclass(frozen=True)
class Allowance:
    """One counter of one period. `throttle_kbit` is the speed after the volume is used up, 0 if not known."""

    counter: UsageCounter
    throttle_kbit: int = 0
    is_flat: bool | None = None  # has the plan a flat rate for this kind? None: not known

    @cached_property
    def kind(self) -> UsageKind:
        return UsageKind(self.counter.kind)

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def title(self) -> str:
        return title_of(self.kind)

    @property
    def last_day(self) -> date:
        return self.counter.period_end - timedelta(days=1)

    @property
    def is_limited(self) -> bool:
        return self.counter.allowance is not None

    @cached_property
    def percent(self) -> int | None:
        return usage.percent(self.counter.used, self.counter.allowance)

    @property
    def is_used_up(self) -> bool:
        return self.percent is not None and self.percent >= 100

    @property
    def tone(self) -> str:
        """Class of the badge; the badge says the percentage in words besides."""
        low, full = usage.NOTICE_PERCENT
        share = self.percent or 0
        return "bad" if share >= full else "warn" if share >= low else ""

    @cached_property
    def used(self) -> str:
        return usage.amount_text(self.kind, self.counter.used)

    @cached_property
    def allowed(self) -> str:
        return "" if self.counter.allowance is None else usage.amount_text(self.kind, self.counter.allowance)

    @cached_property
    def remaining(self) -> str:
        """What is left, in words; "" without an allowance, or when nothing is left. A minute that was begun is used:
        what is used and what is left are the allowance together."""
        left = usage.remaining(self.counter.used, self.counter.allowance) or 0
        if self.kind is UsageKind.MINUTES:
            left -= left % usage.SECONDS_PER_MINUTE
        return usage.amount_text(self.kind, left) if left else ""

    @cached_property
    def throttle(self) -> usage.Throttle:
        return usage.throttle_of(
            used=self.counter.used,
            allowance=self.counter.allowance if self.kind is UsageKind.DATA else None,
            throttled_from=self.counter.throttled_from,
            throttle_kbit=self.throttle_kbit,
            period_end=self.counter.period_end,
        )

    @cached_property
    def expected(self) -> int | None:
        """What will have been used at the end of the period if it goes on like this."""
        return usage.forecast(
            self.counter.used,
            period_start=self.counter.period_start,
            period_end=self.counter.period_end,
            as_of=self.counter.as_of,
        )

    @property
    def bar(self) -> str:
        """Width of the filled part, in percent."""
        return str(min(self.percent or 0, 100))

    @cached_property
    def expected_bar(self) -> str:
        """Width of the part that the forecast reaches, in percent; "" when there is none to draw."""
        if not self.counter.allowance or self.expected is None or self.is_used_up:
            return ""
        return str(min(self.expected * 100 // self.counter.allowance, 100))

    @cached_property
    def forecast(self) -> str:
        """The linear forecast in words; "" when the allowance is used up or nothing was used."""
        if self.is_used_up or (not self.counter.used and self.expected is not None):
            return ""
        if self.expected is None:
            return _("It is too early for a forecast.")
        ends = usage.runs_out_on(
            self.counter.used,
            self.counter.allowance,
            period_start=self.counter.period_start,
            period_end=self.counter.period_end,
            as_of=self.counter.as_of,
        )
        if ends is not None:
            return _("At this rate it is used up on %(day)s.") % {"day": day_text(ends)}
        values = {"amount": usage.amount_text(self.kind, self.expected), "day": day_text(self.last_day)}
        if not self.is_limited:
            return _("At this rate it will be about %(amount)s by %(day)s.") % values
        return _("At this rate it lasts: about %(amount)s by %(day)s.") % values

    @cached_property
    def remark(self) -> str:
        """What it means that there is no allowance, or that nothing is left of it; "" otherwise."""
        if not self.is_limited:
            if self.is_flat:
                return _("Flat rate: counted, but not limited.")
            return "" if self.is_flat is None else _("No allowance: the price list says what it costs.")
        if self.is_used_up and self.kind is not UsageKind.DATA:
            return _("Used up. The price list says what further use costs.")
        return ""


def title_of(kind: str) -> str:
    return str(TITLES[UsageKind(kind)])


def allowance_of(counter: UsageCounter, offering: Offering | None, throttle_kbit: int) -> Allowance:
    """A counter with what the plan says of its kind."""
    flat_rate = FLAT_RATES.get(UsageKind(counter.kind), "")
    is_flat = bool(offering.characteristics.get(flat_rate, False)) if offering is not None else None
    return Allowance(counter, throttle_kbit if counter.kind == UsageKind.DATA else 0, is_flat)


def most_used(allowances: list[Allowance]) -> Allowance | None:
    """Of what the largest share is used; without any limit the first one."""
    limited = [allowance for allowance in allowances if allowance.is_limited]
    if not limited:
        return allowances[0] if allowances else None
    return max(limited, key=lambda allowance: allowance.percent or 0)
