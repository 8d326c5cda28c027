"""The usage of a contract by month, as bars and as a table (D8). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mobile.allowances import ORDER, Allowance, title_of
from mobile.models import UsageKind
from mobile.rules.usage import BYTES_PER_GB, BYTES_PER_MB, SECONDS_PER_MINUTE
from portal.shell.charts import BarChart, BarValue, Mark, bar_chart
from portal.shell.formats import month_text


@dataclass(frozen=True)
class History:
    """One kind of usage: the chart goes from the oldest month to the newest, the rows the other way round."""

    kind: UsageKind
    title: str
    chart: BarChart
    rows: list[Allowance]
    key: str


def histories_of(usage: Iterable[Allowance], today: date) -> list[History]:
    """A history for each kind that was counted; `usage` comes newest first."""
    counters = list(usage)
    found = []
    for kind in ORDER:
        rows = [allowance for allowance in counters if allowance.kind is kind]
        if rows:
            title = title_of(kind)
            found.append(History(kind, title, _chart(kind, title, rows, today), rows, f"verbrauch-{kind}"))
    return found


def _chart(kind: UsageKind, title: str, rows: list[Allowance], today: date) -> BarChart:
    unit, unit_name = _unit(kind, max(row.counter.used for row in rows))
    values = [
        BarValue(
            label=f"{row.counter.period_start:%m/%y}",
            value=(Decimal(row.counter.used) / unit).quantize(Decimal("0.01")),
            text=_with_allowance(row),
            long_label=month_text(row.counter.period_start),
            mark=_mark(row, today),
        )
        for row in reversed(rows)
    ]
    return bar_chart(
        values,
        key=f"bild-{kind}",
        title=_("%(kind)s by month in %(unit)s") % {"kind": title, "unit": unit_name},
        description=_("One bar for each month; the table below has the same figures."),
        label_head=_("Month"),
        value_head=pgettext("usage", "Used"),
    )


def _unit(kind: UsageKind, most: int) -> tuple[int, str]:
    if kind is UsageKind.MINUTES:
        return SECONDS_PER_MINUTE, pgettext("unit", "minutes")
    if kind is UsageKind.SMS:
        return 1, "SMS"
    return (BYTES_PER_GB, "GB") if most >= BYTES_PER_GB else (BYTES_PER_MB, "MB")


def _with_allowance(row: Allowance) -> str:
    if not row.is_limited:
        return row.used
    return _("%(used)s of %(allowed)s") % {"used": row.used, "allowed": row.allowed}


def _mark(row: Allowance, today: date) -> Mark:
    """The present month is filled, months with a used-up allowance are outlined."""
    if row.counter.period_start <= today < row.counter.period_end:
        return Mark.MARKED
    return Mark.SECOND if row.is_used_up else Mark.PLAIN
