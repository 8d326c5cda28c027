"""CSV: what is written, what is neutralised, and that it reads back."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.columns import Column, format_duration, parse_duration
from portal.lib.csv_files import GERMAN, PLAIN, csv_stream, neutralise, read_csv, restore

COLUMNS = (
    Column("Zielnummer"),
    Column("berechnet", "integer"),
    Column("Betrag", "money2"),
    Column("Netto", "money4"),
    Column("Tag", "date"),
    Column("Beginn", "datetime"),
    Column("Dauer", "duration"),
)
ROW = (
    "+495137123456",
    1500,
    Decimal("-1234.5"),
    Decimal("0.1429"),
    date(2026, 4, 13),
    datetime(2026, 4, 13, 22, 48, 26),
    timedelta(hours=25, seconds=5),
)

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex(
    r"'*[-+=@\t\r\n＝]?[;,\"'a]*", fullmatch=True
)
wall_times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
rows = st.tuples(
    texts.map(lambda text: text or None),
    st.none() | st.integers(-(10**15), 10**15),
    st.none() | st.decimals(-(10**9), 10**9, places=2),
    st.none() | st.decimals(-(10**9), 10**9, places=4),
    st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.none() | wall_times,
    st.none() | st.timedeltas(timedelta(days=-9), timedelta(days=99)),
)


def written(rows, dialect, columns=COLUMNS):
    return b"".join(csv_stream(columns, rows, dialect))


def read(data, dialect, columns=COLUMNS):
    return list(read_csv(io.BytesIO(data), columns, dialect))


def test_f4_german_csv():
    assert written([ROW, (None,) * 7], GERMAN).decode("utf-8") == (
        "\ufeffZielnummer;berechnet;Betrag;Netto;Tag;Beginn;Dauer\r\n"
        "'+495137123456;1500;-1234,50;0,1429;13.04.2026;13.04.2026 22:48:26;25:00:05\r\n"
        ";;;;;;\r\n"
    )


def test_f4_plain_csv():
    assert written([ROW, (None,) * 7], PLAIN).decode("utf-8") == (
        "Zielnummer,berechnet,Betrag,Netto,Tag,Beginn,Dauer\n"
        "'+495137123456,1500,-1234.50,0.1429,2026-04-13,2026-04-13 22:48:26,25:00:05\n"
        ",,,,,,\n"
    )


@pytest.mark.parametrize("dialect", [GERMAN, PLAIN])
def test_f4_an_empty_table_still_has_its_header(dialect):
    assert read(written([], dialect), dialect) == []
    assert written([], dialect).count(b"\n") == 1


def test_f4_aware_times_are_written_as_berlin_time():
    column = (Column("Beginn", "datetime"),)
    summer, winter = datetime(2026, 6, 30, 22, 30, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    lines = written([(summer,), (winter,)], PLAIN, column).decode().splitlines()
    assert lines == ["Beginn", "2026-07-01 00:30:00", "2027-01-01 00:30:00"]


@pytest.mark.parametrize("dialect", [GERMAN, PLAIN])
@given(table=st.lists(rows, max_size=6))
def test_f4_what_is_written_reads_back(dialect, table):
    assert read(written(table, dialect), dialect) == table


@pytest.mark.parametrize("dialect", [GERMAN, PLAIN])
@given(table=st.lists(st.tuples(texts.map(lambda text: text or None)), max_size=4))
def test_f4_a_single_column_keeps_its_empty_rows(dialect, table):
    column = (Column("=Titel"),)
    assert read(written(table, dialect, column), dialect, column) == table


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+49511", "'+49511"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("05137-123", "05137-123"),
        ("", ""),
    ],
)
def test_f4_formulas_are_neutralised(text, safe):
    assert neutralise(text) == safe
    assert restore(safe) == text


@given(texts)
def test_f4_neutralising_can_be_undone(text):
    assert restore(neutralise(text)) == text
    assert not neutralise(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("dialect", [GERMAN, PLAIN])
@given(table=st.lists(rows, max_size=4))
def test_f4_no_text_cell_of_any_reader_starts_a_formula(dialect, table):
    text = written(table, dialect).decode("utf-8-sig")
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter):
        assert not record[0].startswith(tuple("=+-@\t\r\n＝＋－＠"))


def test_f4_cells_that_another_separator_would_split_are_quoted():
    column = (Column("Text"),)
    for dialect in (GERMAN, PLAIN):
        body = written([('a;b,c "d"\te',)], dialect, column).decode("utf-8-sig").splitlines()[1]
        assert body == '"a;b,c ""d""\te"'


def test_rows_are_fetched_as_they_go_out():
    fetched = 0

    def endless():
        nonlocal fetched
        while True:
            fetched += 1
            yield ROW

    chunks = csv_stream(COLUMNS, endless(), GERMAN)
    sizes = [len(next(chunks)) for _ in range(3)]
    assert all(65_536 <= size < 70_000 for size in sizes)
    assert fetched < 3_000
    chunks.close()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("integer", "5"),
        ("integer", True),
        ("integer", Decimal("5")),
        ("money2", 0.5),
        ("money4", 1),
        ("date", datetime(2026, 1, 1)),
        ("date", "2026-01-01"),
        ("datetime", date(2026, 1, 1)),
        ("duration", 5),
    ],
)
def test_a_value_of_another_kind_is_an_error(kind, value):
    with pytest.raises(TypeError, match="expected"):
        written([(value,)], PLAIN, (Column("x", kind),))


def test_a_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        written([ROW[:-1]], PLAIN)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Zahl\r\n1\r\n", "byte order mark"),
        ("\ufeffAndere\r\n1\r\n".encode(), "line 1: other titles"),
        ("\ufeffZahl\r\n1\r\nzwei\r\n".encode(), "line 3"),
        ("\ufeffZahl\r\n1;2\r\n".encode(), "line 2"),
        ('\ufeffZahl\r\n"1'.encode(), "line 2"),
        ("\ufeffZahl\r\n".encode() + b"\xff\r\n", "line"),
        (b"", "byte order mark"),
    ],
)
def test_reading_refuses_what_was_not_written_so(data, reason):
    with pytest.raises(ValueError, match=reason):
        read(data, GERMAN, (Column("Zahl", "integer"),))


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_durations_read_back(duration):
    assert parse_duration(format_duration(duration)) == duration


@pytest.mark.parametrize("text", ["", "1:00:00", "00:60:00", "00:00:60", "00:00", "00:00:00.5", "+00:00:01"])
def test_refuses_what_is_no_duration(text):
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


MOMENTS = (Column("Beginn", "moment"), Column("berechnet", "number"))


@given(
    st.lists(
        st.tuples(
            st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)) | wall_times,
            st.none() | st.decimals(-(10**9), 10**9, places=4),
        )
    )
)
@pytest.mark.parametrize("dialect", [GERMAN, PLAIN])
def test_f4_moments_keep_whether_their_time_is_known(dialect, values):
    assert read(written(values, dialect, MOMENTS), dialect, MOMENTS) == values


def test_f4_a_day_without_a_time_is_not_midnight():
    lines = [(date(2026, 4, 30), Decimal("1500")), (datetime(2026, 4, 30), Decimal("12.50"))]
    text = written(lines, GERMAN, MOMENTS).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["30.04.2026;1500", "30.04.2026 00:00:00;12,50"]
