"""XLSX: what openpyxl reads is what was written, cell by cell."""

import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape

from portal.lib.columns import Column
from portal.lib.xlsx_cells import clean_text, row_writer
from portal.lib.xlsx_files import (
    SheetLimits,
    row_xml,
    sheet_prefix,
    sheet_suffix,
    xlsx_stream,
    xlsx_stream_of_row_xml,
)
from portal.lib.xlsx_parts import column_letters, sheet_title

COLUMNS = (
    Column("Zielnummer", width=20),
    Column("berechnet", "integer"),
    Column("Betrag", "money2"),
    Column("Netto", "money4"),
    Column("Tag", "date"),
    Column("Beginn", "datetime", 22.5),
    Column("Dauer", "duration"),
)
ROW = (
    "+495137123456",
    1500,
    Decimal("-1234.50"),
    Decimal("0.1429"),
    date(2026, 4, 13),
    datetime(2026, 4, 13, 22, 48, 26),
    timedelta(hours=25, seconds=5),
)
FORMATS = ["@", "0", "#,##0.00", "#,##0.0000", r"dd\.mm\.yyyy", r"dd\.mm\.yyyy\ hh:mm:ss", "[h]:mm:ss"]

seconds = st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
rows = st.tuples(
    st.none() | st.text(max_size=40) | st.from_regex(r"_x[0-9A-F]{4}_|[=+@-]1|<&>\"'", fullmatch=True),
    st.none() | st.integers(-(10**15) + 1, 10**15 - 1),
    st.none() | st.decimals(-(10**11), 10**11, places=2),
    st.none() | st.decimals(-(10**9), 10**9, places=4),
    st.none() | st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.none() | seconds,
    st.none() | st.integers(0, 10**7).map(lambda count: timedelta(seconds=count)),
)


def book(rows, columns=COLUMNS, title="Verbindungen", **options):
    data = b"".join(xlsx_stream(columns, rows, title=title, **options))
    return openpyxl.load_workbook(io.BytesIO(data))


def as_read(row):
    """What openpyxl must give for a row: exact numbers through their shortest text, dates as midnights."""
    text, count, money2, money4, day, moment, duration = row
    return (
        None if text is None else clean_text(text) or None,
        count,
        money2,
        money4,
        None if day is None else datetime(day.year, day.month, day.day),
        moment,
        duration,
    )


def as_written(cells):
    text, count, money2, money4, day, moment, duration = (cell.value for cell in cells)
    return (
        None if text is None else unescape(text) or None,
        count,
        None if money2 is None else Decimal(str(money2)),
        None if money4 is None else Decimal(str(money4)),
        day,
        moment,
        duration,
    )


def test_f4_typed_cells():
    sheet = book([ROW]).active
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert as_written(sheet[2]) == as_read(ROW)
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "n", "d", "d", "d"]
    assert [cell.number_format for cell in sheet[2]] == FORMATS


def test_f4_frozen_bold_header_filter_and_widths():
    sheet = book([ROW, ROW]).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G3"
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    assert sheet.column_dimensions["A"].width == 20
    assert sheet.column_dimensions["F"].width == 22.5
    assert sheet.title == "Verbindungen"


@settings(max_examples=60)
@given(st.lists(rows, max_size=8))
def test_f4_every_cell_reads_back_equal(table):
    sheet = book(table).active
    assert [as_written(cells) for cells in sheet.iter_rows(min_row=2)] == [as_read(row) for row in table]


@pytest.mark.parametrize(
    "text", ["=1+1", "+49511", "-5", "@SUM(A1)", "'=1", "05137123456", " Rand ", "a\tb", "a\nb"]
)
def test_f4_text_is_never_a_formula_and_never_a_number(text):
    cell = book([(text,)], (Column("Text"),)).active["A2"]
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.number_format == "@"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00\x0b\x1fb", "ab"),
        ("\ud800x\ufffe\uffff", "x"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("\U0001f600" * 20_000, "\U0001f600" * 16_383 + "…"),
        ("x" + "\U0001f600" * 20_000, "x" + "\U0001f600" * 16_382 + "…"),
    ],
)
def test_f4_text_that_no_cell_can_hold_is_cleaned(text, clean):
    assert clean_text(text) == clean
    assert book([(text,)], (Column("Text"),)).active["A2"].value == clean


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("_x000D_", "_x005F_x000D_"),
        ("_x005F_x000D_", "_x005F_x005F_x005F_x000D_"),
        ("_x00_ _xGGGG_ _x00e4", "_x00_ _xGGGG_ _x00e4"),
    ],
)
def test_f4_text_that_looks_escaped_stays_what_it_is(text, stored):
    assert f">{stored}</t>" in row_xml((Column("a"),), (text,))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("integer", 10**15, "1000000000000000"),
        ("money2", Decimal("12345678901234.56"), "12345678901234.56"),
        ("date", date(1900, 2, 28), "1900-02-28"),
        ("datetime", datetime(1899, 1, 1, 8), "1899-01-01 08:00:00"),
        ("duration", timedelta(seconds=-65), "-00:01:05"),
    ],
)
def test_f4_values_a_spreadsheet_would_falsify_stay_text(kind, value, text):
    cell = book([(value,)], (Column("x", kind),)).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_f4_aware_times_are_berlin_time():
    rows = [(datetime(2026, 6, 30, 22, 30, tzinfo=UTC),), (datetime(2026, 12, 31, 23, 30, tzinfo=UTC),)]
    sheet = book(rows, (Column("Beginn", "datetime"),)).active
    assert [sheet["A2"].value, sheet["A3"].value] == [
        datetime(2026, 7, 1, 0, 30),
        datetime(2027, 1, 1, 0, 30),
    ]


@given(st.integers(0, 86_399))
def test_f4_every_second_of_a_day_is_exact(second):
    xml = row_xml((Column("x", "duration"),), (timedelta(seconds=second),))
    days = Decimal(re.search("<v>(.*)</v>", xml)[1])
    assert abs(days * 86_400 - second) < Decimal("0.000001")


def test_f4_more_rows_than_a_sheet_holds_go_on_in_the_next():
    table = [(f"Zeile {number}", number) for number in range(25)]
    workbook = book(table, COLUMNS[:2], title="Anrufe", limits=SheetLimits(rows=11))
    assert workbook.sheetnames == ["Anrufe", "Anrufe 2", "Anrufe 3"]
    assert [sheet.max_row for sheet in workbook] == [11, 11, 6]
    assert [sheet.auto_filter.ref for sheet in workbook] == ["A1:B11", "A1:B11", "A1:B6"]
    assert all([cell.value for cell in sheet[1]] == ["Zielnummer", "berechnet"] for sheet in workbook)
    assert [values for sheet in workbook for values in sheet.iter_rows(min_row=2, values_only=True)] == table


def test_f4_a_sheet_that_is_just_full_needs_no_other():
    assert book([("a",)] * 10, COLUMNS[:1], limits=SheetLimits(rows=11)).sheetnames == ["Verbindungen"]
    assert len(book([("a",)] * 11, COLUMNS[:1], limits=SheetLimits(rows=11)).sheetnames) == 2


def test_f4_a_sheet_too_large_for_its_zip_entry_goes_on_in_the_next():
    workbook = book([("x" * 100,)] * 3_000, COLUMNS[:1], limits=SheetLimits(size=150_000))
    assert [sheet.max_row - 1 for sheet in workbook] == [999, 999, 999, 3]


@pytest.mark.slow
def test_f4_a_real_million_row_split():
    columns = (Column("Nr", "integer"),)
    row = row_xml(columns, (1,))
    data = b"".join(xlsx_stream_of_row_xml(columns, (row for _ in range(1_048_576)), title="Alle"))
    package = zipfile.ZipFile(io.BytesIO(data))
    first, second = (package.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2))
    assert first.count(b"<row>") == 1_048_576
    assert b'<autoFilter ref="A1:A1048576"/>' in first
    assert second.count(b"<row>") == 2


def test_f4_an_empty_table_is_a_header():
    sheet = book([]).active
    assert (sheet.max_row, sheet.auto_filter.ref) == (1, "A1:G1")


def test_ready_rows_give_the_same_file():
    ready = [row_xml(COLUMNS, ROW)] * 3
    assert b"".join(xlsx_stream_of_row_xml(COLUMNS, ready, title="A")) == b"".join(
        xlsx_stream(COLUMNS, [ROW] * 3, title="A")
    )


def test_the_building_blocks_make_the_sheet():
    data = b"".join(xlsx_stream(COLUMNS, [ROW], title="A"))
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet == sheet_prefix(COLUMNS) + row_xml(COLUMNS, ROW) + sheet_suffix(COLUMNS, 1)


def test_every_part_is_well_formed_and_named():
    data = b"".join(xlsx_stream(COLUMNS, [ROW] * 30, title="A & 'B' <C>", limits=SheetLimits(rows=20)))
    package = zipfile.ZipFile(io.BytesIO(data))
    assert package.testzip() is None
    for name in package.namelist():
        etree.fromstring(package.read(name))
    types = etree.fromstring(package.read("[Content_Types].xml"))
    parts = {element.get("PartName") for element in types if element.get("PartName")}
    sheets = {"/xl/worksheets/sheet1.xml", "/xl/worksheets/sheet2.xml"}
    assert parts == {"/xl/workbook.xml", "/xl/styles.xml"} | sheets
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert names == ["A & 'B' <C>", "A & 'B' <C> 2"]
    assert b"'A &amp; ''B'' &lt;C&gt; 2'!$A$1:$G$12" in package.read("xl/workbook.xml")


@pytest.mark.parametrize(
    ("title", "number", "clean"),
    [
        ("Rechnung 4711/2026", 1, "Rechnung 4711-2026"),
        ("[a]:*?\\b", 1, "-a-----b"),
        ("x" * 40, 1, "x" * 31),
        ("x" * 40, 12, "x" * 28 + " 12"),
        ("'quoted'", 1, "quoted"),
        ("History", 1, "History-"),
        ("\x00\ud800", 1, "Tabelle"),
        ("", 2, "Tabelle 2"),
    ],
)
def test_sheet_titles_are_what_spreadsheets_allow(title, number, clean):
    assert sheet_title(title, number) == clean


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_column_letters(number, letters):
    assert column_letters(number) == letters


def test_rows_are_fetched_as_they_go_out_in_small_chunks():
    fetched = 0

    def endless():
        nonlocal fetched
        while True:
            fetched += 1
            yield (str(fetched * 7_919_317 % 10**9), *ROW[1:])

    stream = xlsx_stream(COLUMNS, endless(), title="A")
    sizes = [len(next(stream)) for _ in range(4)]
    assert max(sizes) < 200_000
    assert fetched < 50_000
    stream.close()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("integer", "5"),
        ("integer", True),
        ("money2", 0.5),
        ("money4", 1),
        ("date", datetime(2026, 1, 1)),
        ("datetime", date(2026, 1, 1)),
        ("duration", 5),
    ],
)
def test_a_value_of_another_kind_is_an_error(kind, value):
    with pytest.raises(TypeError, match="expected"):
        row_xml((Column("x", kind),), (value,))


def test_numbers_are_finite_and_rows_complete():
    with pytest.raises(ValueError, match="finite"):
        row_xml((Column("x", "money2"),), (Decimal("NaN"),))
    with pytest.raises(ValueError, match="zip"):
        row_writer(COLUMNS)(ROW[:-1])


def test_f4_moments_are_dates_or_points_in_time_and_numbers_keep_their_decimals():
    columns = (Column("Beginn", "moment"), Column("berechnet", "number"))
    rows = [(date(2026, 4, 30), Decimal("1500")), (datetime(2026, 4, 30), Decimal("12.5")), (None, None)]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_stream(columns, rows, title="x")))).active
    assert [(cell.value, "hh" in cell.number_format) for cell in sheet["A"][1:3]] == [
        (datetime(2026, 4, 30), False),
        (datetime(2026, 4, 30), True),
    ]
    assert [(cell.value, cell.number_format) for cell in sheet["B"][1:3]] == [
        (1500, "General"),
        (12.5, "General"),
    ]
