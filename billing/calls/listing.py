"""The call records of one invoice as the page lists them: columns, order, rows."""

from django.db.models import F, Func, OrderBy, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Lower
from django.utils.translation import pgettext_lazy

from billing.models import CallRecord, Invoice
from billing.models.calls import CallRecordQuerySet
from portal.access.access import Access
from portal.shell.tables import Column

BY_DATE = "datum"
DEFAULT_SORT = f"-{BY_DATE}"
COLUMNS = (
    Column("rufnummer", pgettext_lazy("call records", "Number"), "own_number"),
    Column(BY_DATE, pgettext_lazy("call records", "Date/time"), ("called_on", "called_at")),
    Column("dauer", pgettext_lazy("call records", "Duration"), "duration", numeric=True),
    Column("ziel", pgettext_lazy("call records", "Destination"), "destination"),
    Column("zone", pgettext_lazy("call records", "Tariff zone"), "zone"),
    Column("zeitband", pgettext_lazy("call records", "Time band"), "time_band"),
    Column("menge", pgettext_lazy("call records", "Billed"), "quantity", numeric=True),
    Column("einheit", pgettext_lazy("call records", "Unit"), "unit"),
    Column("netto", pgettext_lazy("call records", "Net"), "net", numeric=True),
)
WORDS = ("zone", "time_band", "unit")  # sorted as a German dictionary does
UMLAUTS = ("äöüß", "aous")
FEW = 1_000  # so many rows are sorted faster than the index finds them among many others


def calls_on(invoice: Invoice, access: Access) -> CallRecordQuerySet:
    """The call records of an invoice, for somebody who may see them; the date names the partition."""
    return CallRecord.objects.visible_to(access).filter(
        dispatched_on=invoice.dispatched_on, customer_id=invoice.customer_id, invoice_id=invoice.pk
    )


def ordering(sort: str, *, rows: int | None = None) -> list[OrderBy]:
    """For `order_by`: a total order. A missing duration comes last either way; ties stay in file order.

    By date it is the index `call_records_of_invoice`, read forwards or backwards; of few `rows` it is kept
    from that, for looking for a handful along the index means reading the whole list row by row.
    """
    descending = sort.startswith("-")
    key = sort.removeprefix("-")
    names = next(column.sort_fields for column in COLUMNS if column.key == key)
    if key == BY_DATE:
        day, moment = names
        first = F(day) if rows is None or rows > FEW else CombinedExpression(F(day), "+", Value(0))
        return [OrderBy(what, descending=descending) for what in (first, F(moment), F("id"))]
    nulls_last = True if names == ("duration",) else None
    wanted = [OrderBy(_sortable(name), descending=descending, nulls_last=nulls_last) for name in names]
    return [*wanted, OrderBy(F("id"))]


def page_of(
    calls: CallRecordQuerySet, whole: CallRecordQuerySet, sort: str, rows: slice, total: int
) -> list[CallRecord]:
    """The rows of a page of `calls`, a filtered part of `whole` with `total` rows.

    Only ids are sorted, and from the nearer end, so that the last page costs as little as the first; the rows
    are then fetched by their key.
    """
    if not total:
        return []
    order = ordering(sort, rows=total)
    stop = min(rows.stop, total)
    if rows.start > total - stop:
        ids = calls.order_by(*map(_backwards, order)).values("pk")[total - stop : total - rows.start]
    else:
        ids = calls.order_by(*order).values("pk")[rows.start : stop]
    return list(whole.filter(pk__in=ids).order_by(*order))


def dictionary_key(text: str) -> tuple[str, str]:
    """Where a German dictionary puts a word: ä with a (DIN 5007-1)."""
    return (text.lower().translate(str.maketrans(*UMLAUTS)), text)


def _backwards(order: OrderBy) -> OrderBy:
    backwards: OrderBy = order.copy()
    backwards.reverse_ordering()
    return backwards


def _sortable(name: str) -> F | Func:
    if name not in WORDS:
        return F(name)
    return Func(Lower(name), *map(Value, UMLAUTS), function="translate")
