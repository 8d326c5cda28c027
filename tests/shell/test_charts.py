"""Geometry of bar charts, and what the template makes of it."""

import itertools
import re
from decimal import Decimal as D

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.shell.charts import BarValue, Mark, bar_chart, nice_ticks


def chart(*values: str, **options):
    entries = [BarValue(f"M{n}", D(value), f"{value} €", f"Monat {n}") for n, value in enumerate(values)]
    return bar_chart(
        entries,
        key="c",
        title="Beträge",
        description="Verlauf",
        label_head="Monat",
        value_head="Betrag",
        **options,
    )


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], ["0", "0.25", "0.50", "0.75", "1.00"]),
        (["0"], ["0", "0.25", "0.50", "0.75", "1.00"]),
        (["49.65", "61.40"], ["0", "20", "40", "60", "80"]),
        (["-12", "61"], ["-20", "0", "20", "40", "60", "80"]),
        (["-5"], ["-6", "-4", "-2", "0"]),
        (["0.03"], ["0", "0.01", "0.02", "0.03"]),
    ],
)
def test_e4_round_axis(values, ticks):
    assert nice_ticks([D(v) for v in values]) == [D(t) for t in ticks]


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), max_size=40))
def test_e4_axis_encloses_every_value_and_zero(values):
    ticks = nice_ticks(values)
    steps = {b - a for a, b in itertools.pairwise(ticks)}
    assert len(steps) == 1
    assert 2 <= len(ticks) <= 7
    assert D(0) in ticks
    assert all(ticks[0] <= value <= ticks[-1] for value in values)


def test_e4_bars_grow_from_zero_both_ways():
    drawn = chart("80", "-20", "0")
    up, down, none = drawn.bars
    assert D(up.y) + D(up.height) == D(drawn.zero_y) == D(down.y)
    assert D(up.height) == 4 * D(down.height)
    assert none.height == "0.00"


def test_e4_drawing_has_title_description_and_table_without_inline_style():
    values = [BarValue("N", D("49.65"), "49,65 €", "November 2026", Mark.MARKED)]
    drawn = bar_chart(
        values, key="c", title="Beträge <x>", description="Verlauf", label_head="Monat", value_head="Betrag"
    )
    with translation.override("de"):
        html = render_to_string("shell/chart_bars.html", {"chart": drawn})
    assert "Beträge &lt;x&gt;</title>" in html
    assert '<th scope="row">November 2026</th>' in html
    assert '<td class="num">49,65 €</td>' in html
    assert 'class="bar marked"' in html
    assert "style=" not in html
    for name in ("x", "y", "width", "height"):
        assert re.search(rf'\b{name}="\d+(\.\d+)?"', html)
    assert not re.search(r'="-?\d+,\d', html), "a comma in a coordinate"
