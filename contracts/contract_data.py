"""What a consumer's invoice and the yearly mail say about each telecommunications contract (§ 4 TKTransparenzV)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.catalogue.items import Family, Notice, Text
from contracts.catalogue.terms import notice_as_json, notice_of, term_of
from contracts.models import Product
from contracts.rules.ends import NextEnd, next_end
from contracts.wording import notice_length_text

# Telecommunications services of the contracts part of the TKG; the rest of a portal's products is none.
TELECOM = (Family.INTERNET, Family.TELEPHONY, Family.MOBILE)


@dataclass(frozen=True)
class ContractData:
    """One contract as it stood on a day; frozen with the invoice, so nothing here is looked up again.

    `binds_until`: the last day of the minimum term (or of the prolongation) that binds on that day, None when
    nothing binds. `notice_until`: the last day on which notice arrives in time for it. `ends_on`: the last day of
    a contract that is terminated already.
    """

    product: Text
    number: str
    begins_on: date | None
    notice: Notice
    binds_until: date | None = None
    notice_until: date | None = None
    ends_on: date | None = None

    @property
    def notice_period(self) -> str:
        """`1 month`, in the active language."""
        return notice_length_text(self.notice)

    def as_json(self) -> dict[str, Any]:
        return {
            "product": self.product.as_json(),
            "number": self.number,
            "begins_on": _text(self.begins_on),
            "notice": notice_as_json(self.notice),
            "binds_until": _text(self.binds_until),
            "notice_until": _text(self.notice_until),
            "ends_on": _text(self.ends_on),
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> "ContractData":
        return cls(
            product=Text.of(value["product"]),
            number=value["number"],
            begins_on=_day(value["begins_on"]),
            notice=notice_of(value["notice"]),
            binds_until=_day(value["binds_until"]),
            notice_until=_day(value["notice_until"]),
            ends_on=_day(value["ends_on"]),
        )


def contract_data_of(product: Product, day: date) -> ContractData:
    """The data of a running product on `day`.

    A minimum term whose last day for notice is over still binds until its end; the notice that holds then is the
    one for afterwards (§ 56 (3) TKG).
    """
    term, minimum = term_of(product.term), product.minimum_term_ends_on
    known = ContractData(Text.of(product.name), product.number, product.started_on, term.notice)
    if product.ends_on is not None:
        return replace(known, ends_on=product.ends_on)
    end = next_end(term, started_on=product.started_on, minimum_term_ends_on=minimum, today=day)
    binds_until = _binding(minimum, end, prolongs=term.prolongation_months > 0, day=day)
    return replace(
        known,
        notice=term.notice if end.last_day == minimum else term.notice_after,
        binds_until=binds_until,
        notice_until=end.notice_until if end.last_day == binds_until else None,
    )


def _binding(minimum: date | None, end: NextEnd, *, prolongs: bool, day: date) -> date | None:
    if minimum is None:
        return None
    if prolongs:
        return end.last_day
    return minimum if minimum >= day else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
