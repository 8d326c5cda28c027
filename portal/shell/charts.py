"""Bar charts as geometry: values in, rectangles out. The template `shell/chart_bars.html` draws them as SVG.

Coordinates are text with a dot: templates would write floats with a comma in German.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum

from django.utils.functional import Promise

from .formats import decimal_text

WIDTH = 640
HEIGHT = 260
LEFT = 68  # room for the axis' numbers
TOP = 14
BOTTOM = 34  # room for the labels
MOST_TICKS = 5
GAP = Decimal("0.32")  # of a bar's place
Text = str | Promise


class Mark(Enum):
    """How a bar differs from the others; filled, outlined or plain, so that no hue is needed."""

    PLAIN = ""
    MARKED = "marked"
    SECOND = "second"


@dataclass(frozen=True)
class BarValue:
    """One bar: short label under it, long label and value as text for the table and for screen readers."""

    label: Text
    value: Decimal
    text: str
    long_label: Text = ""
    mark: Mark = Mark.PLAIN

    @property
    def name(self) -> Text:
        return self.long_label or self.label


@dataclass(frozen=True)
class Bar:
    source: BarValue
    x: str
    y: str
    width: str
    height: str
    middle: str


@dataclass(frozen=True)
class Tick:
    y: str
    label_y: str
    text: str


@dataclass(frozen=True)
class BarChart:
    """A drawn chart; `key` makes the ids of its title and description unique on the page."""

    key: str
    title: Text
    description: Text
    label_head: Text
    value_head: Text
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero_y: str
    width: str = str(WIDTH)
    height: str = str(HEIGHT)
    left: str = str(LEFT)
    tick_x: str = str(LEFT - 8)
    label_y: str = str(HEIGHT - 10)


def bar_chart(
    values: Sequence[BarValue],
    *,
    key: str,
    title: Text,
    description: Text,
    label_head: Text,
    value_head: Text,
    tick_text: Callable[[Decimal], str] = decimal_text,
) -> BarChart:
    """Bars from zero up, negative ones down, on an axis with round numbers."""
    ticks = nice_ticks([entry.value for entry in values])
    lowest, highest = ticks[0], ticks[-1]
    room = Decimal(HEIGHT - TOP - BOTTOM)

    def y_of(value: Decimal) -> Decimal:
        return TOP + room * (highest - value) / (highest - lowest)

    place = Decimal(WIDTH - LEFT) / max(1, len(values))
    bars = []
    for index, entry in enumerate(values):
        top, bottom = sorted((y_of(entry.value), y_of(Decimal(0))))
        x = LEFT + place * index
        bars.append(
            Bar(
                source=entry,
                x=_number(x + place * GAP / 2),
                y=_number(top),
                width=_number(place * (1 - GAP)),
                height=_number(bottom - top),
                middle=_number(x + place / 2),
            )
        )
    return BarChart(
        key=key,
        title=title,
        description=description,
        label_head=label_head,
        value_head=value_head,
        bars=tuple(bars),
        ticks=tuple(Tick(_number(y_of(t)), _number(y_of(t) + 4), tick_text(t)) for t in ticks),
        zero_y=_number(y_of(Decimal(0))),
    )


def nice_ticks(values: Sequence[Decimal]) -> list[Decimal]:
    """At most six evenly spaced round numbers that include zero and enclose every value."""
    lowest = min([Decimal(0), *values])
    highest = max([Decimal(0), *values])
    if lowest == highest:
        highest = Decimal(1)
    step = _nice_step((highest - lowest) / (MOST_TICKS - 1))
    first = (lowest / step).to_integral_value(ROUND_FLOOR)
    last = (highest / step).to_integral_value(ROUND_CEILING)
    return [step * number for number in range(int(first), int(last) + 1)]


def _nice_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(
        power * factor for factor in map(Decimal, ("1", "2", "2.5", "5", "10")) if power * factor >= least
    )


def _number(value: Decimal) -> str:
    return f"{value:.2f}"
