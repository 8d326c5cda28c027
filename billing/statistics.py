"""What invoices add up to: by month, by product group, against the year before (E4). Pure, exact, one currency each.

Amounts count as the documents mean them: positive amounts of a credit note (381 and its kin) are the customer's and
are subtracted. A correction (384) states the difference to the invoice it concerns, mostly with negative amounts
(docs/formats/e-invoices.md), and is added as it stands, beside that invoice. Nothing is converted between currencies.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from billing.einvoice.facts import CREDIT_NOTE_TYPES
from portal.lib.periods import add_months

LONGEST_AXIS = 13  # months; over longer spans only those with an invoice are listed
MOST_GROUPS = 6  # columns of the table; smaller groups are put together
MOST_DRIVERS = 5
ZERO = Decimal(0)


@dataclass(frozen=True)
class Billed:
    """One document, signed as it counts. `groups`: net of its lines by product group ("" for lines without)."""

    key: int
    month: date  # the first day of the month it is about
    currency: str
    gross: Decimal
    net: Decimal
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    is_credit: bool = False

    @classmethod
    def of(
        cls,
        *,
        key: int,
        type_code: str,
        day: date,
        currency: str,
        gross: Decimal,
        net: Decimal,
        groups: Mapping[str, Decimal],
    ) -> "Billed":
        """From what the document states; `day` is any day of its month."""
        is_credit = type_code in CREDIT_NOTE_TYPES
        sign = -1 if is_credit else 1
        return cls(
            key=key,
            month=day.replace(day=1),
            currency=currency,
            gross=sign * gross + ZERO,
            net=sign * net + ZERO,
            groups={name: sign * amount + ZERO for name, amount in groups.items()},
            is_credit=is_credit,
        )

    @property
    def adjustment(self) -> Decimal:
        """Discounts and charges on the whole document: its net without the lines."""
        return self.net - sum(self.groups.values(), ZERO)


@dataclass(frozen=True)
class Part:
    """A part of a sum. `name` None: what belongs to no line (`adjustment`) or to the rest."""

    name: str | None
    net: Decimal
    share: Decimal | None  # per cent of the whole, one decimal; None where the whole is not positive
    group: str = ""


@dataclass(frozen=True)
class MonthTotal:
    """Gross of all documents of a month; `count` 0 fills a gap between two months with invoices."""

    month: date
    gross: Decimal
    count: int


@dataclass(frozen=True)
class Comparison:
    """The newest month against the same month a year before; `before` None when that shows no invoice."""

    newest: MonthTotal
    earlier_month: date
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.newest.gross - self.before

    @property
    def percent(self) -> Decimal | None:
        """Of the amount a year before, unsigned; None where that was not positive."""
        difference = self.difference
        if difference is None or self.before is None:
            return None
        return percent_of(abs(difference), self.before)


@dataclass(frozen=True)
class GroupMonth:
    """A row of the table: net amounts of a month in the order of `Statistics.columns`, and their sum."""

    month: date
    amounts: tuple[Decimal, ...]
    net: Decimal


@dataclass(frozen=True)
class Statistics:
    """All documents of one currency."""

    currency: str
    months: tuple[MonthTotal, ...]  # oldest first
    comparison: Comparison
    groups: tuple[Part, ...]  # largest first, the adjustment last; nothing is put together
    columns: tuple[str | None, ...]  # the largest groups; REST and the adjustment (None) as far as there are
    table: tuple[GroupMonth, ...]
    gross: Decimal
    net: Decimal


@dataclass(frozen=True)
class Item:
    """What one item of an invoice costs; lines of the same name and group are one item."""

    name: str
    group: str
    net: Decimal


REST = "\0rest"  # no product group: XML knows no such character


def by_currency(billed: Sequence[Billed]) -> list[Statistics]:
    """One for each currency, that of the newest document first. `billed` is newest first, as the archive lists it."""
    apart: dict[str, list[Billed]] = {}
    for document in billed:
        apart.setdefault(document.currency, []).append(document)
    return [_statistics(currency, documents) for currency, documents in apart.items()]


def newest_bills(billed: Sequence[Billed]) -> dict[str, Billed]:
    """The newest document of each currency that is no credit note. `billed` is newest first."""
    found: dict[str, Billed] = {}
    for document in billed:
        if not document.is_credit:
            found.setdefault(document.currency, document)
    return found


def cost_drivers(items: Iterable[Item], whole: Decimal) -> list[Part]:
    """The dearest items of an invoice and, named None, all the rest of its net amount `whole`."""
    dearest = sorted((item for item in items if item.net > 0), key=lambda item: (-item.net, item.name))
    drivers = [
        Part(item.name, item.net, percent_of(item.net, whole), item.group) for item in dearest[:MOST_DRIVERS]
    ]
    rest = whole - sum((part.net for part in drivers), ZERO)
    if rest or len(dearest) > MOST_DRIVERS:
        drivers.append(Part(None, rest, percent_of(rest, whole)))
    return drivers


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """With one decimal, half away from zero; None where the whole is not positive."""
    if whole <= 0:
        return None
    return (part * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) + 0


def _statistics(currency: str, documents: list[Billed]) -> Statistics:
    months = _months(documents)
    groups = _groups(documents)
    columns = _columns(groups)
    return Statistics(
        currency=currency,
        months=months,
        comparison=_comparison(months),
        groups=groups,
        columns=columns,
        table=_table(documents, columns),
        gross=sum((document.gross for document in documents), ZERO),
        net=sum((document.net for document in documents), ZERO),
    )


def _months(documents: list[Billed]) -> tuple[MonthTotal, ...]:
    gross: dict[date, Decimal] = defaultdict(Decimal)
    count: dict[date, int] = defaultdict(int)
    for document in documents:
        gross[document.month] += document.gross
        count[document.month] += 1
    return tuple(
        MonthTotal(month, gross[month], count[month]) for month in _axis(min(gross), max(gross), gross)
    )


def _axis(oldest: date, newest: date, known: Iterable[date]) -> list[date]:
    every = [add_months(oldest, step) for step in range(LONGEST_AXIS)]
    return [month for month in every if month <= newest] if newest in every else sorted(known)


def _comparison(months: tuple[MonthTotal, ...]) -> Comparison:
    newest = months[-1]
    earlier = newest.month.replace(year=newest.month.year - 1)
    before = next((total.gross for total in months if total.month == earlier and total.count), None)
    return Comparison(newest, earlier, before)


def _groups(documents: list[Billed]) -> tuple[Part, ...]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for document in documents:
        for name, amount in document.groups.items():
            sums[name] += amount
    adjustment = sum((document.adjustment for document in documents), ZERO)
    whole = sum(sums.values(), ZERO) + adjustment
    parts = [
        Part(name, net, percent_of(net, whole))
        for name, net in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    if any(document.adjustment for document in documents):
        parts.append(Part(None, adjustment, percent_of(adjustment, whole)))
    return tuple(parts)


def _columns(groups: tuple[Part, ...]) -> tuple[str | None, ...]:
    """The groups with the largest amounts, whatever their sign; one left over needs no "rest"."""
    named = [part for part in groups if part.name is not None]
    kept = named
    if len(named) > MOST_GROUPS + 1:
        largest = sorted(named, key=lambda part: -abs(part.net))[:MOST_GROUPS]
        kept = [part for part in named if part in largest]
    columns: list[str | None] = [part.name for part in kept]
    if len(kept) < len(named):
        columns.append(REST)
    if any(part.name is None for part in groups):
        columns.append(None)
    return tuple(columns)


def _table(documents: list[Billed], columns: tuple[str | None, ...]) -> tuple[GroupMonth, ...]:
    """Months with an invoice, newest first; every row adds up to the month's net."""
    cells: dict[date, dict[str | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for document in documents:
        row = cells[document.month]
        for name, amount in document.groups.items():
            row[name if name in columns else REST] += amount
        row[None] += document.adjustment
    return tuple(
        GroupMonth(month, tuple(row[column] for column in columns), sum(row.values(), ZERO))
        for month, row in sorted(cells.items(), reverse=True)
    )
