"""The usage of a contract by billing month: a chart for each kind, and one table of everything (D8). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mobile.allowances import ORDER, Allowance, title_of
from mobile.models import UsageKind
from mobile.rules.usage import BYTES_PER_GB, BYTES_PER_MB, SECONDS_PER_MINUTE
from portal.shell.charts import BarChart, BarValue, Mark, bar_chart
from portal.shell.formats import month_text


@dataclass(frozen=True)
class Month:
    """One billing month; `cells` in the order of the charts, None where nothing of the kind was counted."""

    start: date
    end: date  # exclusive
    cells: list[Allowance | None]

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)


@dataclass(frozen=True)
class MonthName:
    """`Nov` under a bar, `November 2026` where there is room."""

    short: str
    long: str

    @classmethod
    def of(cls, start: date) -> "MonthName":
        return cls(date_format(start, "b").capitalize(), month_text(start))


@dataclass(frozen=True)
class History:
    """Charts go from the oldest month to the newest, the table the other way round."""

    kinds: list[UsageKind]
    charts: list[BarChart]
    months: list[Month]

    @property
    def titles(self) -> list[str]:
        return [title_of(kind) for kind in self.kinds]


def history_of(usage: Iterable[Allowance], today: date) -> History:
    """What was counted; `usage` comes newest first."""
    counters = list(usage)
    kinds = [kind for kind in ORDER if any(allowance.kind is kind for allowance in counters)]
    names = {start: MonthName.of(start) for start in {row.counter.period_start for row in counters}}
    charts = [_chart(kind, [row for row in counters if row.kind is kind], names, today) for kind in kinds]
    return History(kinds, charts, _months(counters, kinds))


def _months(counters: list[Allowance], kinds: list[UsageKind]) -> list[Month]:
    found = {(row.counter.period_start, row.kind): row for row in counters}
    ends = {row.counter.period_start: row.counter.period_end for row in counters}
    return [Month(start, end, [found.get((start, kind)) for kind in kinds]) for start, end in ends.items()]


def _chart(kind: UsageKind, rows: list[Allowance], names: Mapping[date, MonthName], today: date) -> BarChart:
    unit, unit_name = _unit(kind, max(row.counter.used for row in rows))
    values = [
        BarValue(
            label=names[row.counter.period_start].short,
            value=(Decimal(row.counter.used) / unit).quantize(Decimal("0.01")),
            text=in_words(row),
            long_label=names[row.counter.period_start].long,
            mark=_mark(row, today),
        )
        for row in reversed(rows)
    ]
    return bar_chart(
        values,
        key=f"bild-{kind}",
        title=_("%(kind)s by month") % {"kind": title_of(kind)} + (f" ({unit_name})" if unit_name else ""),
        description=_("One bar for each month; the table below has the same figures."),
        label_head=_("Month"),
        value_head=pgettext("usage", "Used"),
    )


def in_words(row: Allowance) -> str:
    """`2,4 GB of 3 GB`; without an allowance what was used."""
    if not row.is_limited:
        return row.used
    return _("%(used)s of %(allowed)s") % {"used": row.used, "allowed": row.allowed}


def _unit(kind: UsageKind, most: int) -> tuple[int, str]:
    if kind is UsageKind.MINUTES:
        return SECONDS_PER_MINUTE, pgettext("unit", "minutes")
    if kind is UsageKind.SMS:
        return 1, ""
    return (BYTES_PER_GB, "GB") if most >= BYTES_PER_GB else (BYTES_PER_MB, "MB")


def _mark(row: Allowance, today: date) -> Mark:
    """The present month is filled, months with a used-up allowance are outlined."""
    if row.counter.period_start <= today < row.counter.period_end:
        return Mark.MARKED
    return Mark.SECOND if row.is_used_up else Mark.PLAIN
