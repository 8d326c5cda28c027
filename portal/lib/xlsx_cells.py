"""The cells of an XLSX sheet as XML text: typed, exact, and unable to break the file."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from xml.sax.saxutils import escape

from portal.lib.columns import Cell, Column, Kind, expect, format_duration, wall_time
from portal.lib.money import format_decimal

CellWriter = Callable[[Cell], str]

# Position of each kind's format in the style sheet (xlsx_parts.STYLES); 0 is the default, 1 the header.
STYLE: dict[Kind, int] = {
    "number": 0,
    "text": 2,
    "integer": 3,
    "money2": 4,
    "money4": 5,
    "date": 6,
    "datetime": 7,
    "moment": 7,
    "duration": 8,
}
HEADER_STYLE = 1
EMPTY_CELL = "<c/>"
LONGEST_TEXT = 32_767  # of one cell, in UTF-16 units
EXACT_DIGITS = 15  # what a spreadsheet's number keeps; longer numbers stay text
SERIAL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL_DATE = date(1900, 3, 1)  # before it spreadsheets disagree (29 February 1900)

# No sign that XML 1.0 forbids: control characters, lone surrogates, U+FFFE and U+FFFF.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# `_x000D_` in a cell means the character: a literal one gets its own underscore escaped.
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What the rules above and XML itself look at; most cells have none of it and go out as they are.
NEEDS_CARE = re.compile("[\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]")


def row_writer(columns: Sequence[Column]) -> Callable[[Sequence[Cell]], str]:
    """A function that writes one row of these columns; made once per sheet, called per row."""
    writers = [_cell_writer(column.kind) for column in columns]

    def write(values: Sequence[Cell]) -> str:
        cells = [
            EMPTY_CELL if value is None else writer(value)
            for writer, value in zip(writers, values, strict=True)
        ]
        return f"<row>{''.join(cells)}</row>"

    return write


def row_xml(columns: Sequence[Column], values: Sequence[Cell]) -> str:
    """One row: `<row>` with a `<c>` per column, in order, without references; None gives an empty cell.

    TypeError or ValueError when a value does not fit its column's kind.
    """
    return row_writer(columns)(values)


def text_cell(text: str, style: int = STYLE["text"]) -> str:
    """A text cell. It is never a formula, whatever it starts with, and stays text when it is edited."""
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{_xml_text(text)}</t></is></c>'


def clean_text(text: str) -> str:
    """The text as a cell can hold it: no forbidden signs, line ends as LF, at most 32,767 UTF-16 units."""
    text = FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) * 2 > LONGEST_TEXT and len(text.encode("utf-16-le")) > LONGEST_TEXT * 2:
        cut = text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2]
        text = cut.decode("utf-16-le", "ignore") + "…"
    return text


def _xml_text(text: str) -> str:
    if len(text) * 2 <= LONGEST_TEXT and not NEEDS_CARE.search(text):
        return text
    return escape(LOOKS_ESCAPED.sub("_x005F_", clean_text(text)))


def _number_cell(number: str, style: int) -> str:
    return f'<c s="{style}"><v>{number}</v></c>'


def _cell_writer(kind: Kind) -> CellWriter:
    writers: dict[Kind, CellWriter] = {
        "text": _write_text,
        "integer": _write_integer,
        "number": partial(_write_decimal, style=STYLE["number"]),
        "money2": partial(_write_decimal, style=STYLE["money2"]),
        "money4": partial(_write_decimal, style=STYLE["money4"]),
        "date": _write_date,
        "datetime": _write_datetime,
        "moment": _write_moment,
        "duration": _write_duration,
    }
    return writers[kind]


def _write_text(value: Cell) -> str:
    return text_cell(expect(value, str))


def _write_integer(value: Cell) -> str:
    return _exact_number(str(expect(value, int)), STYLE["integer"])


def _write_decimal(value: Cell, style: int) -> str:
    return _exact_number(format_decimal(expect(value, Decimal)), style)


def _exact_number(number: str, style: int) -> str:
    digits = number.lstrip("-").replace(".", "").lstrip("0")
    return _number_cell(number, style) if len(digits) <= EXACT_DIGITS else text_cell(number)


def _write_date(value: Cell) -> str:
    if isinstance(value, datetime):
        raise TypeError("expected date, not datetime")
    day = expect(value, date)
    if day < FIRST_SERIAL_DATE:
        return text_cell(day.isoformat())
    return _number_cell(str((day - SERIAL_EPOCH).days), STYLE["date"])


def _write_datetime(value: Cell) -> str:
    moment = wall_time(expect(value, datetime))
    if moment.date() < FIRST_SERIAL_DATE:
        return text_cell(moment.isoformat(" "))
    since_epoch = moment - datetime(SERIAL_EPOCH.year, SERIAL_EPOCH.month, SERIAL_EPOCH.day)  # noqa: DTZ001
    return _number_cell(_days(since_epoch), STYLE["datetime"])


def _write_moment(value: Cell) -> str:
    return _write_datetime(value) if isinstance(value, datetime) else _write_date(value)


def _write_duration(value: Cell) -> str:
    duration = expect(value, timedelta)
    if duration < timedelta():
        return text_cell(format_duration(duration))  # spreadsheets show negative times as ####
    return _number_cell(_days(duration), STYLE["duration"])


def _days(span: timedelta) -> str:
    """A span in days to eleven decimals: a microsecond's worth, computed in whole numbers."""
    microseconds = (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
    days, rest = divmod(microseconds, 86_400_000_000)
    fraction = (rest * 10**11 + 43_200_000_000) // 86_400_000_000
    return f"{days}.{fraction:011}" if fraction else str(days)
