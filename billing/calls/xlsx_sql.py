"""A row of the XLSX sheet as an SQL expression: what `portal.lib.xlsx_cells` writes, written by the database.

Like `csv_sql`: our own columns and constants only, and no percent sign.
"""

from portal.lib.columns import Kind
from portal.lib.xlsx_cells import EMPTY_CELL, EXACT_DIGITS, FIRST_SERIAL_DATE, SERIAL_EPOCH, STYLE

from .csv_sql import literal

EPOCH = f"DATE '{SERIAL_EPOCH}'"
FIRST_DAY = f"DATE '{FIRST_SERIAL_DATE}'"
# What XML or a spreadsheet looks at; most cells have none of it and go out as they are.
NEEDS_CARE = r"[\u0001-\u001f&<>_\ufffe\uffff]"
FORBIDDEN = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]"
LINE_ENDS = r"\u000d\u000a?"
LOOKS_ESCAPED = "_(?=x[0-9A-Fa-f]{4}_)"


def row() -> str:
    """`<row>` with a `<c>` for each column of `table_file.columns`."""
    cells = [
        _or_empty("own_number", text("own_number")),
        called(),
        duration("duration"),
        _or_empty("destination", text("destination")),
        _or_empty("zone", text("zone")),
        _or_empty("time_band", text("time_band")),
        number("trim_scale(quantity)", "number"),
        _or_empty("unit", text("unit")),
        number("net", "money4"),
    ]
    return f"'<row>' || {' || '.join(cells)} || '</row>'"


def text(value: str) -> str:
    """A text cell: forbidden signs gone, line ends as LF, escaped."""
    start = literal(f'<c t="inlineStr" s="{STYLE["text"]}"><is><t xml:space="preserve">')
    return f"{start} || {_escaped(value)} || '</t></is></c>'"


def called() -> str:
    """A day, or a day with its time; days on which spreadsheets disagree stay text."""
    serial = f"(called_on - {EPOCH})"
    seconds = "extract(epoch FROM called_at)::bigint"
    day = _number_cell(f"{serial}::text", STYLE["date"])
    moment = _number_cell(f"{serial}::text || {_fraction(seconds)}", STYLE["datetime"])
    early = text("(to_char(called_on, 'YYYY-MM-DD') || coalesce(' ' || left(called_at::text, 8), ''))")
    return f"(CASE WHEN called_on < {FIRST_DAY} THEN {early} WHEN called_at IS NULL THEN {day} ELSE {moment} END)"


def duration(seconds: str) -> str:
    """Seconds as a part of days, so that spreadsheets can add them up."""
    days = f"({seconds} / 86400)::text || {_fraction(f'mod({seconds}, 86400)')}"
    return f"coalesce({_number_cell(days, STYLE['duration'])}, '{EMPTY_CELL}')"


def number(value: str, kind: Kind) -> str:
    """A number, as text where it has more digits than a spreadsheet keeps."""
    digits = f"ltrim(translate({value}::text, '-.', ''), '0')"
    exact = _number_cell(f"{value}::text", STYLE[kind])
    return f"(CASE WHEN length({digits}) <= {EXACT_DIGITS} THEN {exact} ELSE {text(f'{value}::text')} END)"


def _fraction(seconds: str) -> str:
    """`.50000000000` for 43,200 of a day's seconds, rounded as `xlsx_cells` does; nothing for none."""
    eleven = f"lpad(((({seconds})::bigint * 100000000000 + 43200) / 86400)::text, 11, '0')"
    return f"CASE WHEN ({seconds}) = 0 THEN '' ELSE '.' || {eleven} END"


def _number_cell(value: str, style: int) -> str:
    return f"""'<c s="{style}"><v>' || {value} || '</v></c>'"""


def _or_empty(value: str, cell: str) -> str:
    return f"(CASE WHEN {value} = '' THEN '{EMPTY_CELL}' ELSE {cell} END)"


def _escaped(value: str) -> str:
    clean = f"regexp_replace({value}, '{FORBIDDEN}', '', 'g')"
    clean = f"regexp_replace({clean}, '{LINE_ENDS}', chr(10), 'g')"
    clean = f"regexp_replace({clean}, '{LOOKS_ESCAPED}', '_x005F_', 'g')"
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        clean = f"replace({clean}, '{sign}', '{name}')"
    return f"(CASE WHEN {value} ~ '{NEEDS_CARE}' THEN {clean} ELSE {value} END)"
