"""CSV for people with a German spreadsheet, and plain CSV for programs: streamed, typed, harmless."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import BinaryIO

from portal.lib.columns import Cell, Column, Kind, expect, format_duration, parse_duration, wall_time
from portal.lib.money import format_decimal, parse_decimal

BOM = "\ufeff"
CHUNK_CHARACTERS = 65_536
# What spreadsheets may take for the start of a formula (OWASP, CSV injection), full-width signs included.
FORMULA_STARTS = "=+\\-@\t\r\n＝＋－＠"
DANGEROUS = re.compile(f"'*[{FORMULA_STARTS}]")
NEUTRALISED = re.compile(f"'+[{FORMULA_STARTS}]")
NEEDS_QUOTES = re.compile(r'[";,\t\r\n]|^\s|\s$')

CellWriter = Callable[[Cell], str]
CellReader = Callable[[str], Cell]


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a CSV file is written; always UTF-8, `"` doubled inside quoted cells."""

    german: bool
    delimiter: str
    line_end: str
    bom: bool
    date_format: str
    time_format: str


GERMAN = CsvDialect(True, ";", "\r\n", True, "%d.%m.%Y", "%d.%m.%Y %H:%M:%S")
PLAIN = CsvDialect(False, ",", "\n", False, "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")


def csv_stream(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], dialect: CsvDialect
) -> Iterator[bytes]:
    """Write a header line and one line per row, as chunks of about 64 kB; rows are fetched as they go out.

    TypeError or ValueError when a cell does not fit its column's kind.
    """
    writers = [_writer(column, dialect) for column in columns]
    pieces = [BOM if dialect.bom else "", csv_line([text_cell(c.title) for c in columns], dialect)]
    size = 0
    for row in rows:
        cells = [writer(value) for writer, value in zip(writers, row, strict=True)]
        pieces.append(csv_line(cells, dialect))
        size += len(pieces[-1])
        if size >= CHUNK_CHARACTERS:
            yield _encode(pieces)
            pieces, size = [], 0
    if pieces:
        yield _encode(pieces)


def read_csv(stream: BinaryIO, columns: Sequence[Column], dialect: CsvDialect) -> Iterator[tuple[Cell, ...]]:
    """Read back what `csv_stream` wrote: same columns, same dialect; an empty cell is None.

    ValueError names the line when mark, header, number of cells or a value is not as written.
    """
    lines = io.TextIOWrapper(stream, encoding="utf-8", errors="strict", newline="")
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    parsers = [_reader(column, dialect) for column in columns]
    try:
        if dialect.bom and lines.read(1) != BOM:
            raise ValueError("the byte order mark is missing")
        if [restore(title) for title in next(reader, [])] != [column.title for column in columns]:
            raise ValueError("other titles than expected")
        for record in reader:
            if not record and len(columns) == 1:
                record = [""]
            yield tuple(parse(cell) if cell else None for parse, cell in zip(parsers, record, strict=True))
    except (csv.Error, ValueError) as error:
        raise ValueError(f"line {reader.line_num}: {error}") from error
    finally:
        lines.detach()


def neutralise(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet could run as a formula: `+49511` is `'+49511`.

    The apostrophe is how spreadsheets themselves mark text. Text that already has apostrophes before such a
    sign gets one more, so `restore` gives back exactly what was there.
    """
    return f"'{text}" if DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """The reverse of `neutralise`."""
    return text[1:] if NEUTRALISED.match(text) else text


def text_cell(text: str) -> str:
    """A text cell as it stands in the file: neutralised, and quoted where any spreadsheet could split it."""
    safe = neutralise(text)
    return '"' + safe.replace('"', '""') + '"' if NEEDS_QUOTES.search(safe) else safe


def csv_line(cells: Sequence[str], dialect: CsvDialect) -> str:
    """One line of ready cells; a single empty cell is quoted, for an empty line would be no row."""
    line = dialect.delimiter.join(cells)
    return (line or '""') + dialect.line_end


def _encode(pieces: list[str]) -> bytes:
    return "".join(pieces).encode("utf-8", "replace")


def _writer(column: Column, dialect: CsvDialect) -> CellWriter:
    writers: dict[Kind, CellWriter] = {
        "text": _write_text,
        "integer": _write_integer,
        "number": partial(_write_money, places=0, german=dialect.german),
        "money2": partial(_write_money, places=2, german=dialect.german),
        "money4": partial(_write_money, places=4, german=dialect.german),
        "date": partial(_write_date, pattern=dialect.date_format),
        "datetime": partial(_write_datetime, pattern=dialect.time_format),
        "moment": partial(_write_moment, dialect=dialect),
        "duration": _write_duration,
    }
    write = writers[column.kind]

    def write_or_leave_empty(value: Cell) -> str:
        return "" if value is None else write(value)

    return write_or_leave_empty


def _write_text(value: Cell) -> str:
    return text_cell(expect(value, str))


def _write_integer(value: Cell) -> str:
    return str(expect(value, int))


def _write_money(value: Cell, places: int, german: bool) -> str:
    return format_decimal(expect(value, Decimal), places=places, german=german)


def _write_date(value: Cell, pattern: str) -> str:
    if isinstance(value, datetime):
        raise TypeError("expected date, not datetime")
    return expect(value, date).strftime(pattern)


def _write_datetime(value: Cell, pattern: str) -> str:
    return wall_time(expect(value, datetime)).strftime(pattern)


def _write_moment(value: Cell, dialect: CsvDialect) -> str:
    if isinstance(value, datetime):
        return _write_datetime(value, dialect.time_format)
    return _write_date(value, dialect.date_format)


def _write_duration(value: Cell) -> str:
    return format_duration(expect(value, timedelta))


def _reader(column: Column, dialect: CsvDialect) -> CellReader:
    readers: dict[Kind, CellReader] = {
        "text": restore,
        "integer": int,
        "number": partial(parse_decimal, german=dialect.german),
        "money2": partial(parse_decimal, german=dialect.german),
        "money4": partial(parse_decimal, german=dialect.german),
        "date": lambda text: datetime.strptime(text, dialect.date_format).date(),  # noqa: DTZ007
        "datetime": lambda text: datetime.strptime(text, dialect.time_format),  # noqa: DTZ007
        "moment": partial(_read_moment, dialect=dialect),
        "duration": parse_duration,
    }
    return readers[column.kind]


def _read_moment(text: str, dialect: CsvDialect) -> date:
    try:
        return datetime.strptime(text, dialect.time_format)  # noqa: DTZ007
    except ValueError:
        return datetime.strptime(text, dialect.date_format).date()  # noqa: DTZ007
