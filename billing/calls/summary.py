"""What stands on a whole call list, and the totals of a part of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Sum

from billing.models import Invoice
from billing.models.calls import CallRecordQuerySet
from billing.wording import plain
from portal.access.access import Access
from portal.shell.formats import NBSP, decimal_text

from .listing import calls_on, dictionary_key

SUMMARY_SECONDS = 600  # over long before the night's deletion (F6)


@dataclass(frozen=True)
class Quantity:
    """What was billed in one unit."""

    unit: str
    quantity: Decimal

    @property
    def text(self) -> str:
        """`4.560 Sek`."""
        return f"{decimal_text(plain(self.quantity))}{NBSP}{self.unit}".strip()


@dataclass(frozen=True)
class Totals:
    """Sums over a set of call records, added up from what billing rated; `duration` in seconds."""

    count: int
    duration: int
    net: Decimal
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class Group:
    """The calls that share a number, a zone or a destination."""

    name: str
    count: int
    duration: int
    net: Decimal


@dataclass(frozen=True)
class Summary:
    """The whole list of an invoice: totals, and what there is to choose from, in dictionary order."""

    own_numbers: tuple[Group, ...]
    zones: tuple[Group, ...]
    kinds: tuple[str, ...]
    totals: Totals


@dataclass(frozen=True)
class _Part:
    own_number: str
    zone: str
    kind: str
    unit: str
    count: int
    duration: int
    quantity: Decimal
    net: Decimal


def summary_of(invoice: Invoice, access: Access) -> Summary:
    """The summary of the list, from one query that ten minutes remember."""
    key = f"call-list:{invoice.pk}:{invoice.call_count}"
    summary: Summary | None = cache.get(key)
    if summary is None:
        summary = _summarise(_parts(calls_on(invoice, access), "own_number", "zone", "kind", "unit"))
        cache.set(key, summary, SUMMARY_SECONDS)
    return summary


def totals_of(calls: CallRecordQuerySet) -> Totals:
    """The totals of a filtered set, in one query."""
    return _totals(_parts(calls, "unit"))


def _parts(calls: CallRecordQuerySet, *names: str) -> list[_Part]:
    rows = (
        calls.order_by()
        .values(*names)
        .annotate(calls=Count("*"), seconds=Sum("duration"), quantities=Sum("quantity"), amount=Sum("net"))
    )
    return [
        _Part(
            own_number=row.get("own_number", ""),
            zone=row.get("zone", ""),
            kind=row.get("kind", ""),
            unit=row["unit"],
            count=row["calls"],
            duration=row["seconds"] or 0,
            quantity=row["quantities"],
            net=row["amount"],
        )
        for row in rows
    ]


def _summarise(parts: list[_Part]) -> Summary:
    return Summary(
        own_numbers=_groups((part.own_number, part) for part in parts),
        zones=_groups((part.zone, part) for part in parts),
        kinds=tuple(sorted({part.kind for part in parts})),
        totals=_totals(parts),
    )


def _groups(named: Iterable[tuple[str, _Part]]) -> tuple[Group, ...]:
    found: dict[str, list[_Part]] = {}
    for name, part in named:
        found.setdefault(name, []).append(part)
    return tuple(Group(name, *_sums(found[name])) for name in sorted(found, key=dictionary_key))


def _totals(parts: list[_Part]) -> Totals:
    quantities: dict[str, Decimal] = {}
    for part in parts:
        quantities[part.unit] = quantities.get(part.unit, Decimal(0)) + part.quantity
    return Totals(*_sums(parts), tuple(Quantity(unit, quantities[unit]) for unit in sorted(quantities)))


def _sums(parts: list[_Part]) -> tuple[int, int, Decimal]:
    return (
        sum(part.count for part in parts),
        sum(part.duration for part in parts),
        sum((part.net for part in parts), Decimal(0)),
    )
