"""One line of kind `products`: TMF637 Product, as values of our own. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from accounts.feed.fields import both_languages, choice, day, euros, inner, items, text, whole
from contracts.catalogue.items import Family, Notice, NoticeUnit, Term, Text
from contracts.catalogue.terms import term_as_json
from contracts.feed.characteristics import Characteristics, read_characteristics
from contracts.models import OptionRole, ProductStatus
from contracts.models.inventory import OVER, RUNNING
from portal.carrier.feed import LineRefused
from portal.lib.periods import Period

# The product of a customer's account is made by the portal.
CATEGORIES = {str(family): str(family) for family in Family if family is not Family.ACCOUNT}
STATUSES = {value: value for value in ProductStatus.values}
ROLES = {value: value for value in OptionRole.values}
NEVER = date.max


@dataclass(frozen=True)
class OptionLine:
    """An option or barrier with the days it holds (half-open, as we store them)."""

    code: str
    role: str
    name: Text
    monthly_price: Decimal
    valid_from: date
    valid_to: date | None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True)
class ProductLine:
    """A product of the feed, checked."""

    number: str
    customer: str
    parent: str  # "" for a product of its own
    order: str  # the portal's order that brought it, "" when there was none
    columns: dict[str, Any]  # of contracts.Product
    options: tuple[OptionLine, ...]
    characteristics: Characteristics

    @property
    def is_over(self) -> bool:
        return self.columns["status"] in OVER


def claims_of(line: ProductLine) -> list[str]:
    """What no other line of the file may state; what is over has given up its numbers and addresses."""
    found = line.characteristics
    claims = [f"Product {line.number}"]
    if line.is_over:
        return claims
    claims += [f"Number {number}" for number in found.phone_numbers]
    if found.mailbox_address:
        claims.append(f"Mailbox {found.mailbox_address}")
    if found.domain_name:
        claims.append(f"Domain {found.domain_name}")
    return claims


def read_product(data: dict[str, Any]) -> ProductLine:
    """Check one line; raises LineRefused with a sentence that names the field."""
    number = text(data, "id", most=60, required=True)
    parent = text(data, "parent", most=60)
    if parent == number:
        raise LineRefused("A product cannot be a part of itself.")
    family = choice(data, "category", CATEGORIES)
    characteristics = read_characteristics(items(data, "productCharacteristic"), Family(family))
    place, price = inner(data, "place"), inner(data, "productPrice")
    columns = {
        "family": family,
        "offering": text(inner(data, "productOffering"), "id", most=60),
        "name": both_languages(data, "name"),
        "label": characteristics.label or text(data, "description", most=200),
        "street": text(place, "street", most=200),
        "postcode": text(place, "postCode", most=20),
        "town": text(place, "city", most=100),
        "monthly_price": euros(price, "monthly"),
        "quantity": characteristics.quantity,
        **_life(data),
        **_term(inner(data, "productTerm")),
    }
    return ProductLine(
        number=number,
        customer=text(data, "customer", most=20, required=True),
        parent=parent,
        order=text(inner(data, "productOrder"), "id", most=60),
        columns=columns,
        options=_options(items(data, "productRelationship")),
        characteristics=characteristics,
    )


def _life(data: dict[str, Any]) -> dict[str, Any]:
    status = choice(data, "status", STATUSES)
    started_on = day(data, "startDate", required=status in RUNNING)
    ends_on = day(
        data,
        "terminationDate",
        required=status in (ProductStatus.PENDING_TERMINATE, ProductStatus.TERMINATED),
    )
    if started_on and ends_on and ends_on < started_on:
        raise LineRefused("terminationDate lies before startDate.")
    return {"status": status, "started_on": started_on, "ends_on": ends_on}


def _term(data: dict[str, Any]) -> dict[str, Any]:
    if not data:
        return {"term": {}, "minimum_term_ends_on": None}
    usual = Term()
    term = Term(
        minimum_months=whole(data, "minimumMonths", least=0, most=120, default=usual.minimum_months),
        notice=_notice(data, "notice", usual.notice),
        notice_after=_notice(data, "noticeAfter", usual.notice_after),
        prolongation_months=whole(data, "prolongationMonths", least=0, most=24, default=0),
    )
    return {"term": term_as_json(term), "minimum_term_ends_on": day(data, "minimumTermEndsOn")}


def _notice(data: dict[str, Any], key: str, usual: Notice) -> Notice:
    notice = inner(data, key)
    if not notice:
        return usual
    unit = choice(notice, "unit", {unit.value: unit.value for unit in NoticeUnit})
    to_month_end = notice.get("toMonthEnd", False)
    if not isinstance(to_month_end, bool):
        raise LineRefused("toMonthEnd must be true or false.")
    return Notice(whole(notice, "amount", least=1, most=365, default=0), NoticeUnit(unit), to_month_end)


def _options(entries: list[dict[str, Any]]) -> tuple[OptionLine, ...]:
    options = tuple(sorted((_option(entry) for entry in entries), key=lambda o: (o.code, o.valid_from)))
    for before, after in pairwise(options):
        if before.code == after.code and before.period.overlaps(after.period):
            raise LineRefused(f"Option {after.code} holds twice on {after.valid_from}.")
    return options


def _option(entry: dict[str, Any]) -> OptionLine:
    code = text(entry, "id", most=60, required=True)
    valid_for = inner(entry, "validFor", required=True)
    valid_from, last_day = day(valid_for, "startDate", required=True), day(valid_for, "endDate")
    assert valid_from is not None  # noqa: S101  (required)
    if last_day is not None and last_day < valid_from:
        raise LineRefused(f"Option {code}: endDate lies before startDate.")
    return OptionLine(
        code=code,
        role=choice(entry, "role", ROLES, default=OptionRole.OPTION),
        name=Text.of(both_languages(entry, "name")),
        monthly_price=euros(entry, "monthlyPrice"),
        valid_from=valid_from,
        valid_to=last_day + timedelta(days=1) if last_day is not None and last_day < NEVER else None,
    )
