"""The call records of one invoice as the page lists them: columns, order, rows, totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Expression, F, Func, OrderBy, Sum, Value
from django.db.models.functions import Lower
from django.utils.translation import pgettext_lazy

from billing.models import CallRecord, Invoice
from billing.models.calls import CallRecordQuerySet
from portal.access.access import Access
from portal.shell.tables import Column

DEFAULT_SORT = "-datum"
SUMMARY_SECONDS = 600  # shorter than the time between midnight and the nightly deletion (F6)
CONTEXT = "call records"

COLUMNS = (
    Column("rufnummer", pgettext_lazy("call records", "Number"), "own_number"),
    Column("datum", pgettext_lazy("call records", "Date/time"), ("called_on", "called_at")),
    Column("dauer", pgettext_lazy("call records", "Duration"), "duration", numeric=True),
    Column("ziel", pgettext_lazy("call records", "Destination"), "destination"),
    Column("zone", pgettext_lazy("call records", "Tariff zone"), "zone"),
    Column("zeitband", pgettext_lazy("call records", "Time band"), "time_band"),
    Column("menge", pgettext_lazy("call records", "Billed"), "quantity", numeric=True),
    Column("einheit", pgettext_lazy("call records", "Unit"), "unit"),
    Column("netto", pgettext_lazy("call records", "Net"), "net", numeric=True),
)
WORDS = ("zone", "time_band", "unit")  # sorted as a German dictionary does


@dataclass(frozen=True)
class Quantity:
    """What was billed in one unit."""

    unit: str
    quantity: Decimal


@dataclass(frozen=True)
class Totals:
    """Sums over a set of call records, added up from what billing rated; `duration` in seconds."""

    count: int
    duration: int
    net: Decimal
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class Summary:
    """What stands on an invoice's whole list: the values there are to choose from, and the totals."""

    own_numbers: tuple[str, ...]
    zones: tuple[str, ...]
    kinds: tuple[str, ...]
    totals: Totals


def calls_on(invoice: Invoice, access: Access) -> CallRecordQuerySet:
    """Its call records for somebody who may see them; the date names the partition."""
    return CallRecord.objects.visible_to(access).filter(
        dispatched_on=invoice.dispatched_on, customer_id=invoice.customer_id, invoice_id=invoice.pk
    )


def ordering(sort: str) -> list[OrderBy]:
    """For `order_by`: total and stable. A missing duration comes last either way; ties stay in file order.

    By date it is the order of the index `call_records_of_invoice`, forwards or backwards.
    """
    descending = sort.startswith("-")
    key = sort.removeprefix("-")
    fields = next(column.sort_fields for column in COLUMNS if column.key == key)
    if key == "datum":
        return [OrderBy(F(name), descending=descending) for name in (*fields, "id")]
    nulls_last = True if key == "dauer" else None
    sorted_by = [OrderBy(_sortable(name), descending=descending, nulls_last=nulls_last) for name in fields]
    return [*sorted_by, OrderBy(F("id"))]


def page_of(calls: CallRecordQuerySet, sort: str, rows: slice, total: int) -> list[CallRecord]:
    """The rows of a page. Far down, the ids are found from the nearer end, without carrying whole rows along."""
    order = ordering(sort)
    return list(calls.order_by(*order)[rows])


def totals_of(calls: CallRecordQuerySet) -> Totals:
    """The totals of a filtered set, in one query."""
    groups = calls.order_by().values("unit").annotate(
        calls=Count("*"), seconds=Sum("duration"), quantities=Sum("quantity"), amount=Sum("net")
    )
    return _totals([(g["unit"], g["calls"], g["seconds"], g["quantities"], g["amount"]) for g in groups])


def summary_of(invoice: Invoice, access: Access) -> Summary:
    """Choices and totals of the whole list, from one query that ten minutes remember."""
    key = f"call-list:{invoice.pk}:{invoice.call_count}"
    summary: Summary | None = cache.get(key)
    if summary is None:
        summary = _read_summary(calls_on(invoice, access))
        cache.set(key, summary, SUMMARY_SECONDS)
    return summary


def _read_summary(calls: CallRecordQuerySet) -> Summary:
    names = ("own_number", "zone", "kind", "unit")
    groups = list(
        calls.order_by()
        .values_list(*names)
        .annotate(Count("*"), Sum("duration"), Sum("quantity"), Sum("net"))
    )
    return Summary(
        own_numbers=tuple(sorted({group[0] for group in groups})),
        zones=tuple(sorted({group[1] for group in groups if group[1]}, key=dictionary_key)),
        kinds=tuple(sorted({group[2] for group in groups})),
        totals=_totals([group[3:] for group in groups]),
    )


def dictionary_key(text: str) -> tuple[str, str]:
    """Where a German dictionary puts a word: ä with a (DIN 5007-1)."""
    return (text.lower().translate(str.maketrans("äöü", "aou")).replace("ß", "ss"), text)


def _sortable(name: str) -> Expression | F:
    if name not in WORDS:
        return F(name)
    return Func(Lower(name), Value("äöüß"), Value("aous"), function="translate")


def _totals(groups: Sequence[tuple[str, int, int | None, Decimal, Decimal]]) -> Totals:
    quantities: dict[str, Decimal] = {}
    for unit, _count, _seconds, quantity, _net in groups:
        quantities[unit] = quantities.get(unit, Decimal(0)) + quantity
    return Totals(
        count=sum(group[1] for group in groups),
        duration=sum(group[2] or 0 for group in groups),
        net=sum((group[4] for group in groups), Decimal(0)),
        quantities=tuple(Quantity(unit, quantities[unit]) for unit in sorted(quantities)),
    )
