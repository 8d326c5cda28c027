"""What a reminder says and when it is due. Pure: days count in Europe/Berlin, money is euros a month, gross."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from contracts.catalogue.items import Offering, Term
from contracts.rules.ends import NextEnd, next_end
from portal.lib.periods import add_months

# A better tariff has at least as much of each of these, and every flag the present one has.
AMOUNTS = (
    "downstream_max_mbit", "upstream_max_mbit", "lines", "numbers_included", "minutes", "sms", "data_mb",
)  # fmt: skip
FLAGS = ("flat_voice", "flat_sms", "fixed_ip", "voip")


@dataclass(frozen=True)
class TermEnd:
    """The end of a minimum term that comes near. `reached` is False when notice from today on comes too late for
    it; `earliest` then is the next end."""

    ends_on: date
    earliest: NextEnd
    prolongation_months: int

    @property
    def reached(self) -> bool:
        return self.earliest.last_day <= self.ends_on


def term_end(
    term: Term, *, started_on: date | None, minimum_term_ends_on: date | None, today: date, days: int
) -> TermEnd | None:
    """What to tell about a minimum term that ends within `days` from today on; None when it does not.

    § 56 (3) TKG: in time before the contract goes on by itself consumers hear of it, of the notice that prevents
    it, and of the notice that holds afterwards.
    """
    if minimum_term_ends_on is None or not today <= minimum_term_ends_on <= today + timedelta(days=days):
        return None
    earliest = next_end(term, started_on=started_on, minimum_term_ends_on=minimum_term_ends_on, today=today)
    return TermEnd(minimum_term_ends_on, earliest, term.prolongation_months)


def is_year_day_over(started_on: date, today: date) -> bool:
    """Whether the yearly day of a contract lies behind in this calendar year; never in the year it began.

    29 February counts as 28 February in other years.
    """
    years = today.year - started_on.year
    return years > 0 and add_months(started_on, 12 * years) <= today


@dataclass(frozen=True)
class Advice:
    """The best tariff for one product. `better` None: there is none cheaper."""

    better: Offering | None
    saving: Decimal = Decimal("0.00")


def best_tariff(owned: Offering, monthly: Decimal, sold: Iterable[Offering], *, audience: str) -> Advice:
    """The cheapest of what is `sold` that does everything `owned` does, compared with what is paid now.

    Of equal prices the present line wins, then the larger tariff. Whether it can be had at the customer's address
    is not known here.
    """
    able = [
        offering
        for offering in sold
        if offering.family is owned.family
        and audience in offering.audiences
        and _does_as_much(offering, owned)
    ]
    best = min(able, key=lambda o: (o.price.monthly, o.line != owned.line, -o.rank, o.code), default=None)
    if best is None or best.price.monthly >= monthly:
        return Advice(None)
    return Advice(best, monthly - best.price.monthly)


def _does_as_much(offering: Offering, owned: Offering) -> bool:
    amounts = all(_amount(offering, name) >= _amount(owned, name) for name in AMOUNTS)
    return amounts and all(
        offering.characteristics.get(name) for name in FLAGS if owned.characteristics.get(name)
    )


def _amount(offering: Offering, name: str) -> Decimal:
    return Decimal(offering.characteristics.get(name, 0))
