"""When, where to and at what cost: the calls of an invoice added up for pictures (F7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from billing.models.calls import CallRecordQuerySet
from portal.shell.charts import BarChart, BarValue, bar_chart
from portal.shell.formats import decimal_text

from .summary import Group

MOST_ROWS = 10


@dataclass(frozen=True)
class Share:
    """A row of a picture: its group and how long its bar is, in hundredths of the longest."""

    name: str
    group: Group
    width: str


@dataclass(frozen=True)
class Shares:
    """The largest groups, and what the others come to together."""

    rows: tuple[Share, ...]
    others: int
    rest: Group | None


@dataclass(frozen=True)
class Times:
    """How many calls began when; `unknown`: calls without a time, which no hour can count."""

    by_weekday: tuple[int, ...]
    by_hour: tuple[int, ...]
    unknown: int


def times_of(calls: CallRecordQuerySet) -> Times:
    """Calls by day of the week (Monday first) and by hour, in one query."""
    rows = (
        calls.order_by()
        .values_list(ExtractIsoWeekDay("called_on"), ExtractHour("called_at"))
        .annotate(calls=Count("*"))
    )
    weekdays, hours, unknown = [0] * 7, [0] * 24, 0
    for weekday, hour, count in rows:
        weekdays[weekday - 1] += count
        if hour is None:
            unknown += count
        else:
            hours[hour] += count
    return Times(tuple(weekdays), tuple(hours), unknown)


def top_destinations(calls: CallRecordQuerySet) -> list[Group]:
    """The destinations called most often; calls that name none are left out."""
    rows = (
        calls.exclude(destination="")
        .order_by()
        .values("destination")
        .annotate(calls=Count("*"), seconds=Sum("duration"), amount=Sum("net"))
        .order_by("-calls", "-amount", "destination")[:MOST_ROWS]
    )
    return [Group(row["destination"], row["calls"], row["seconds"] or 0, row["amount"]) for row in rows]


def by_cost(groups: Iterable[Group], *, unnamed: str = "") -> Shares:
    """The groups that cost most, as bars of their net amounts; `unnamed` stands for an empty name."""
    ranked = sorted(groups, key=lambda group: (-group.net, -group.count, group.name))
    rest = ranked[MOST_ROWS:]
    highest = max((group.net for group in ranked), default=Decimal(0))
    return Shares(
        rows=tuple(_share(group, group.net, highest, unnamed) for group in ranked[:MOST_ROWS]),
        others=len(rest),
        rest=_together(rest) if rest else None,
    )


def by_calls(groups: Iterable[Group]) -> Shares:
    """Groups as bars of their numbers of calls, in the order they come in."""
    listed = list(groups)
    highest = max((group.count for group in listed), default=0)
    return Shares(
        tuple(_share(group, Decimal(group.count), Decimal(highest), "") for group in listed), 0, None
    )


def weekday_chart(times: Times) -> BarChart:
    values = [
        BarValue(str(WEEKDAYS_ABBR[day]), Decimal(count), decimal_text(count), str(WEEKDAYS[day]))
        for day, count in enumerate(times.by_weekday)
    ]
    return bar_chart(
        values,
        key="wochentage",
        title=_("Connections by day of the week"),
        description=_("Bars from Monday to Sunday show how many connections began on that day."),
        label_head=_("Day"),
        value_head=_("Connections"),
    )


def hour_chart(times: Times) -> BarChart:
    """Every third hour is labelled, so that labels keep their room on a phone."""
    values = [
        BarValue(
            str(hour) if hour % 3 == 0 else "",
            Decimal(count),
            decimal_text(count),
            _("%(start)s:00 to %(end)s:00") % {"start": hour, "end": hour + 1},
        )
        for hour, count in enumerate(times.by_hour)
    ]
    return bar_chart(
        values,
        key="stunden",
        title=_("Connections by hour"),
        description=_("Bars from 0 to 23 hours show how many connections began in that hour."),
        label_head=_("Hour"),
        value_head=_("Connections"),
    )


def _share(group: Group, value: Decimal, highest: Decimal, unnamed: str) -> Share:
    width = max(Decimal(0), value) / highest * 100 if highest > 0 else Decimal(0)
    return Share(group.name or unnamed, group, f"{width:.1f}")


def _together(groups: list[Group]) -> Group:
    return Group(
        "",
        sum(group.count for group in groups),
        sum(group.duration for group in groups),
        sum((group.net for group in groups), Decimal(0)),
    )
