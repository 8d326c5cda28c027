"""Table state: what the address may say and what comes out of it."""

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.shell.tables import ActiveFilter, Chip, Column, TableState

COLUMNS = (
    Column("datum", "Datum", "started_on"),
    Column("dauer", "Dauer", ("unit", "quantity"), numeric=True),
    Column("zone", "Zone"),
)


def table(query: str = "", **options) -> TableState:
    return TableState.from_query(QueryDict(query), COLUMNS, "-datum", **options)


def test_default_state():
    state = table()
    assert state.ordering == ("-started_on", "-pk")
    assert (state.page, state.page_size) == (1, 20)
    assert state.link() == "?"


@pytest.mark.parametrize(
    ("query", "ordering"),
    [
        ("sort=datum", ("started_on", "pk")),
        ("sort=-datum", ("-started_on", "-pk")),
        ("sort=dauer", ("unit", "quantity", "pk")),
        ("sort=-dauer", ("-unit", "-quantity", "-pk")),
        ("sort=zone", ("-started_on", "-pk")),
        ("sort=started_on", ("-started_on", "-pk")),
        ("sort=--datum", ("-started_on", "-pk")),
        ("sort=customer__password", ("-started_on", "-pk")),
        ("sort=", ("-started_on", "-pk")),
    ],
)
def test_f2_sorts_by_listed_columns_only(query, ordering):
    assert table(query).ordering == ordering


@pytest.mark.parametrize(
    ("query", "page", "size"),
    [
        ("seite=3&anzahl=50", 3, 50),
        ("seite=0", 1, 20),
        ("seite=-1", 1, 20),
        ("seite=1e3", 1, 20),
        ("seite=²", 1, 20),
        ("seite=99999999999999999999", 1, 20),
        ("anzahl=1000000", 1, 20),
        ("anzahl=100", 1, 100),
    ],
)
def test_f2_nonsense_in_the_address_falls_back(query, page, size):
    state = table(query)
    assert (state.page, state.page_size) == (page, size)


def test_f2_headers_turn_the_direction_and_name_it():
    datum, dauer, zone = table("sort=datum&anzahl=50&seite=4").headers
    assert (datum.aria_sort, datum.url) == ("ascending", "?anzahl=50")
    assert (dauer.aria_sort, dauer.url, dauer.numeric) == ("", "?sort=dauer&anzahl=50", True)
    assert (zone.aria_sort, zone.url) == ("", "")
    assert table().headers[0].aria_sort == "descending"
    assert table().headers[0].url == "?sort=datum"


def test_f2_chips_remove_their_filter_and_keep_the_rest():
    state = table(
        "von=2026-11-01&bis=2026-11-15&zone=a&zone=b&sort=dauer&seite=7&fremd=1",
        filters=[
            ActiveFilter("Zeitraum", "1.11. bis 15.11.", ("von", "bis")),
            ActiveFilter("Zone", "a, b", ("zone",)),
        ],
    )
    assert state.chips == [
        Chip("Zeitraum", "1.11. bis 15.11.", "?zone=a&zone=b&sort=dauer"),
        Chip("Zone", "a, b", "?von=2026-11-01&bis=2026-11-15&sort=dauer"),
    ]
    assert state.reset_url == "?sort=dauer"
    assert state.hidden == [("sort", "dauer")]
    assert state.link(page=2) == "?von=2026-11-01&bis=2026-11-15&zone=a&zone=b&sort=dauer&seite=2"


def test_f2_filter_values_are_escaped_in_addresses():
    state = table("ziel=%26sort%3Dx%22%3E", filters=[ActiveFilter("Ziel", "…", ("ziel",))])
    assert state.link() == "?ziel=%26sort%3Dx%22%3E"


def test_f2_pager_counts_like_the_seed():
    pager = table("anzahl=20").pager(198)
    with translation.override("de"):
        assert pager.text == "1 bis 20 von 198 Einträgen"
    with translation.override("en"):
        assert pager.text == "1 to 20 of 198 entries"
    assert pager.pages == 10
    assert [(link.number, link.gap) for link in pager.links] == [(1, False), (2, False), (10, True)]
    assert (pager.previous_url, pager.next_url) == ("", "?seite=2")


def test_f2_a_page_beyond_the_end_is_the_last_one():
    pager = table("seite=500").pager(198)
    assert (pager.page, pager.first, pager.last, pager.slice) == (10, 181, 198, slice(180, 200))
    assert (pager.previous_url, pager.next_url) == ("?seite=9", "")


def test_an_empty_table_says_so():
    pager = table("seite=3").pager(0)
    with translation.override("de"):
        assert pager.text == "Keine Einträge"
    assert (pager.page, pager.pages, pager.links[0].number) == (1, 1, 1)


@given(total=st.integers(0, 5000), page=st.integers(1, 400), size=st.sampled_from([20, 50, 100]))
def test_every_row_stands_on_exactly_one_page(total, page, size):
    pager = table(f"seite={page}&anzahl={size}").pager(total)
    rows = range(total)[pager.slice]
    assert len(rows) == (pager.last - pager.first + 1 if total else 0)
    assert pager.pages == max(1, -(-total // size))
    assert rows == range(total)[(pager.page - 1) * size : pager.page * size]
    assert bool(rows) == bool(total)
