"""What an order costs and from when it holds: pure functions, exact to the cent (C3, C10)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.catalogue.items import FREE, Notice, NoticeUnit, Price, Term
from portal.lib.money import pro_rata, round_money
from portal.lib.periods import add_months, month_of
from portal.lib.working_days import add_working_days


@dataclass(frozen=True)
class Quote:
    """Price, dates and term of one order. Euros, VAT included.

    `monthly` is the price of what is ordered, `replaces` the monthly price of what ends with it. `first_month` is
    the part of `monthly` for the month of the activation, `last_month` the part of `replaces` until the day before.
    `minimum_months` are those that this order begins; with 0 and a `minimum_term_ends_on` a running term goes on.
    """

    activation_on: date
    one_off: Decimal = FREE
    monthly: Decimal = FREE
    replaces: Decimal = FREE
    first_month: Decimal = FREE
    last_month: Decimal = FREE
    minimum_term_ends_on: date | None = None  # its last day
    minimum_months: int = 0
    notice: Notice | None = None
    notice_after: Notice | None = None
    ends_on: date | None = None  # of a termination: the last day

    @property
    def is_priced(self) -> bool:
        """Does the customer owe money for this order? Then its button says so (§ 312j BGB)."""
        return self.one_off > 0 or self.monthly > 0

    @property
    def difference(self) -> Decimal:
        """How the monthly bill changes."""
        return self.monthly - self.replaces

    def under(self, term: Term, minimum_term_ends_on: date | None) -> "Quote":
        """The same, said to run under the term of the product that it changes (§ 66 (3) TKG: never a longer one)."""
        return replace(
            self,
            minimum_term_ends_on=minimum_term_ends_on,
            notice=term.notice,
            notice_after=term.notice_after,
        )

    @property
    def fingerprint(self) -> str:
        """Two quotes with the same fingerprint promise the customer the same."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """As orders keep it; `of_json` reads it back."""
        return {
            "activationOn": self.activation_on.isoformat(),
            "oneOff": str(self.one_off),
            "monthly": str(self.monthly),
            "replaces": str(self.replaces),
            "firstMonth": str(self.first_month),
            "lastMonth": str(self.last_month),
            "minimumTermEndsOn": _day_text(self.minimum_term_ends_on),
            "minimumMonths": self.minimum_months,
            "notice": _notice_json(self.notice),
            "noticeAfter": _notice_json(self.notice_after),
            "endsOn": _day_text(self.ends_on),
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Quote":
        return cls(
            activation_on=date.fromisoformat(data["activationOn"]),
            one_off=Decimal(data["oneOff"]),
            monthly=Decimal(data["monthly"]),
            replaces=Decimal(data["replaces"]),
            first_month=Decimal(data["firstMonth"]),
            last_month=Decimal(data["lastMonth"]),
            minimum_term_ends_on=_day_of(data["minimumTermEndsOn"]),
            minimum_months=data["minimumMonths"],
            notice=_notice_of(data["notice"]),
            notice_after=_notice_of(data["noticeAfter"]),
            ends_on=_day_of(data["endsOn"]),
        )


def quote_for(
    price: Price,
    *,
    activation_on: date,
    replaces: Decimal = FREE,
    fee: Decimal = FREE,
    term: Term | None = None,
) -> Quote:
    """The quote of something at `price` that begins on `activation_on` and replaces something at `replaces` a month.

    `fee` is charged once, besides the price's own one-off part. With a `term` a minimum term begins, if it has one.
    """
    minimum = term.minimum_months if term else 0
    return Quote(
        activation_on=activation_on,
        one_off=round_money(price.one_off + fee),
        monthly=round_money(price.monthly),
        replaces=round_money(replaces),
        first_month=first_month_part(price.monthly, activation_on),
        last_month=last_month_part(replaces, activation_on),
        minimum_term_ends_on=end_of_minimum_term(activation_on, minimum),
        minimum_months=minimum,
        notice=term.notice if term else None,
        notice_after=term.notice_after if term else None,
    )


def first_month_part(monthly: Decimal, begins_on: date) -> Decimal:
    """What a monthly price costs from `begins_on` to the end of that month, that day included."""
    return pro_rata(monthly, _days_around(begins_on))[1]


def last_month_part(monthly: Decimal, begins_on: date) -> Decimal:
    """What a monthly price costs in that month before `begins_on`: with `first_month_part` the whole price."""
    return pro_rata(monthly, _days_around(begins_on))[0]


def end_of_minimum_term(begins_on: date, months: int) -> date | None:
    """The last day of a minimum term of so many months (§§ 187 (2), 188 (2) BGB); None without one.

    From 1 March 24 months end on 28 or 29 February; from 31 August 6 months end on 27 (28) February: the day
    before the day of the same number, or before the last day of a shorter month.
    """
    if months == 0:
        return None
    return date.fromordinal(add_months(begins_on, months).toordinal() - 1)


def activation_day(placed_on: date, lead_time_days: int, land: str) -> date:
    """From when an order holds: `lead_time_days` Werktage (Mon–Sat without holidays of the Land) after the
    day it was placed (C5). Zero: at once."""
    return add_working_days(placed_on, lead_time_days, land)


def _days_around(day: date) -> tuple[int, int]:
    """Days of its month before a day, and from it on."""
    month = month_of(day)
    before = (day - month.valid_from).days
    return before, month.days - before


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _notice_json(notice: Notice | None) -> dict[str, Any] | None:
    if notice is None:
        return None
    return {"amount": notice.amount, "unit": str(notice.unit), "toMonthEnd": notice.to_month_end}


def _notice_of(data: Mapping[str, Any] | None) -> Notice | None:
    if data is None:
        return None
    return Notice(data["amount"], NoticeUnit(data["unit"]), data["toMonthEnd"])
