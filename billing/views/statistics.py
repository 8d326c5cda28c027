"""What the invoices of the archive add up to, as pictures with tables (E4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing import queries
from billing.models import Invoice
from billing.statistics import (
    REST,
    Billed,
    MonthTotal,
    Part,
    Statistics,
    by_currency,
    cost_drivers,
    newest_bills,
)
from billing.wording import title_of
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.shell.charts import BarChart, BarValue, Mark, bar_chart
from portal.shell.formats import NBSP, decimal_text, money_text, month_text

from .doors import online_invoices


@dataclass(frozen=True)
class ShareRow:
    """A part of a sum with its bar; `x`, `zero` and `width` are per cent of the bar's room."""

    name: str
    hint: str
    net: Decimal
    share: str
    x: str
    width: str
    zero: str


@dataclass(frozen=True)
class Section:
    """Everything about the documents of one currency."""

    statistics: Statistics
    chart: BarChart
    percent: str
    groups: tuple[ShareRow, ...]
    columns: tuple[str, ...]
    table: tuple[tuple[str, tuple[tuple[str, Decimal], ...], Decimal], ...]
    newest: Invoice | None
    newest_title: str
    drivers: tuple[ShareRow, ...]


@requires(Scope.INVOICES)
@online_invoices
@require_safe
def statistics(request: CustomerRequest) -> HttpResponseBase:
    """The newest 13 invoices in figures."""
    invoices = queries.listed(request.access)
    billed = queries.billed(invoices)
    bills = newest_bills(billed)
    items = queries.items_of(bill.key for bill in bills.values())
    by_key = {invoice.pk: invoice for invoice in invoices}
    sections = [
        _section(figures, bills.get(figures.currency), by_key, items) for figures in by_currency(billed)
    ]
    context = {"page_title": _("Statistics"), "sections": sections}
    return render(request, "billing/statistics.html", context)


def _section(
    figures: Statistics, bill: Billed | None, invoices: dict[int, Invoice], items: queries.ItemsByInvoice
) -> Section:
    newest = invoices[bill.key] if bill else None
    drivers = cost_drivers(items.get(bill.key, []), bill.net) if bill else []
    columns = tuple(_group_name(name) for name in figures.columns)
    percent = figures.comparison.percent
    return Section(
        statistics=figures,
        chart=_chart(figures),
        percent="" if percent is None else percent_text(percent),
        groups=_share_rows((_group_name(part.name), "", part) for part in figures.groups),
        columns=columns,
        table=tuple(
            (month_text(row.month), tuple(zip(columns, row.amounts, strict=True)), row.net)
            for row in figures.table
        ),
        newest=newest,
        newest_title=title_of(newest.type_code) if newest else "",
        drivers=_share_rows(
            (_("Everything else") if part.name is None else part.name, part.group, part) for part in drivers
        ),
    )


def percent_text(value: Decimal) -> str:
    return f"{decimal_text(value, 1)}{NBSP}%"


def _group_name(name: str | None) -> str:
    if name is None:
        return _("Discounts and charges on the whole invoice")
    return _("Further groups") if name == REST else name or _("Other services")


def _chart(figures: Statistics) -> BarChart:
    currency = figures.currency
    months = figures.months
    return bar_chart(
        [_bar(total, figures) for total in months],
        key=f"monate-{currency.lower()}",
        title=_("Invoice amounts by month"),
        description=_description(months, currency),
        label_head=_("Month"),
        value_head=_("Amount with VAT"),
    )


def _bar(total: MonthTotal, figures: Statistics) -> BarValue:
    compared = figures.comparison
    mark = Mark.PLAIN
    if total.month == compared.newest.month:
        mark = Mark.MARKED
    elif total.month == compared.earlier_month and compared.before is not None:
        mark = Mark.SECOND
    return BarValue(
        label=date_format(total.month, "b").capitalize(),
        value=total.gross,
        text=money_text(total.gross, figures.currency) if total.count else _("no invoice"),
        long_label=month_text(total.month),
        mark=mark,
    )


def _description(months: Sequence[MonthTotal], currency: str) -> str:
    billed = [total for total in months if total.count]
    lowest, highest = (pick(billed, key=lambda total: total.gross) for pick in (min, max))
    return _(
        "%(first)s to %(last)s. Highest amount: %(highest)s (%(high_month)s), lowest: %(lowest)s (%(low_month)s)."
    ) % {
        "first": month_text(months[0].month),
        "last": month_text(months[-1].month),
        "highest": money_text(highest.gross, currency),
        "high_month": month_text(highest.month),
        "lowest": money_text(lowest.gross, currency),
        "low_month": month_text(lowest.month),
    }


def _share_rows(named: Iterable[tuple[str, str, Part]]) -> tuple[ShareRow, ...]:
    """Bars on one scale from the lowest amount (or zero) to the highest."""
    rows = list(named)
    amounts = [Decimal(0), *(part.net for _name, _hint, part in rows)]
    lowest, highest = min(amounts), max(amounts)
    room = (highest - lowest) or Decimal(1)

    def place(amount: Decimal) -> Decimal:
        return (amount - lowest) * 100 / room

    return tuple(
        ShareRow(
            name=name,
            hint=hint,
            net=part.net,
            share="" if part.share is None else percent_text(part.share),
            x=f"{place(min(part.net, Decimal(0))):.2f}",
            width=f"{abs(part.net) * 100 / room:.2f}",
            zero=f"{place(Decimal(0)):.2f}",
        )
        for name, hint, part in rows
    )
