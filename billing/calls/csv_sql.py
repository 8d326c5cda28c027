"""A line of the CSV file as an SQL expression: what `portal.lib.csv_files` writes, written by the database.

The expressions name columns of `call_records` and hold no value from outside. Percent signs are avoided, so
that the text can stand in a statement with parameters.
"""

from portal.lib.csv_files import FORMULA_STARTS, CsvDialect

# What Python's \s means; PostgreSQL's depends on the locale.
WHITE = "\t\n\u000b\u000c\r\u001c-\u001f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# COPY quotes a line that holds a line end with this sign, instead of doubling backslashes; it is taken out again.
COPY_QUOTE = "\u0001"
COPY_DELIMITER = "\u0002"


def line(dialect: CsvDialect) -> str:
    """The whole line of one record with its line end; where that has a line feed, COPY adds it."""
    cells = [
        text("own_number", dialect),
        called(dialect),
        duration("duration"),
        text("destination", dialect),
        text("zone", dialect),
        text("time_band", dialect),
        number("trim_scale(quantity)", dialect),
        text("unit", dialect),
        number("net", dialect),
    ]
    end = dialect.line_end.removesuffix("\n")
    joined = f" || {literal(dialect.delimiter)} || ".join(cells)
    return f"{joined} || {literal(end)}" if end else joined


def text(value: str, dialect: CsvDialect) -> str:
    """A text cell: neutralised, and quoted where any spreadsheet could split it."""
    safe = neutralised(f"translate({value}, {literal(COPY_QUOTE + COPY_DELIMITER)}, '')")
    quoted = f"""'"' || replace({safe}, '"', '""') || '"'"""
    return (
        f"(CASE WHEN {value} ~ {literal(PLAIN_TEXT)} THEN {value}"
        f" WHEN {safe} ~ {literal(NEEDS_QUOTES)} THEN {quoted} ELSE {safe} END)"
    )


def neutralised(value: str) -> str:
    """With an apostrophe before what a spreadsheet could run as a formula (`csv_files.neutralise`)."""
    return f"(CASE WHEN {value} ~ {literal(DANGEROUS)} THEN '''' || {value} ELSE {value} END)"


def called(dialect: CsvDialect) -> str:
    """Day and, where it is known, time."""
    day = "DD.MM.YYYY" if dialect.german else "YYYY-MM-DD"
    return f"to_char(called_on, '{day}') || coalesce(' ' || left(called_at::text, 8), '')"


def duration(seconds: str) -> str:
    """HH:MM:SS, hours beyond 24; empty where there is none."""
    hours, minutes = f"({seconds} / 3600)", f"({seconds} / 60)"
    return (
        f"coalesce(lpad({hours}::text, greatest(2, length({hours}::text)), '0')"
        f" || ':' || lpad(mod({minutes}, 60)::text, 2, '0')"
        f" || ':' || lpad(mod({seconds}, 60)::text, 2, '0'), '')"
    )


def number(value: str, dialect: CsvDialect) -> str:
    """A number with the decimals it has."""
    return f"replace({value}::text, '.', ',')" if dialect.german else f"{value}::text"


def literal(value: str) -> str:
    """A text constant of ours as SQL."""
    return "'" + value.replace("'", "''") + "'"


def _signs(signs: str) -> str:
    """Signs for use between brackets of a regular expression, control signs spelt out."""
    return "".join(rf"\u{ord(sign):04x}" if sign < " " or sign > "~" else sign for sign in signs)


DANGEROUS = f"^'*[{_signs(FORMULA_STARTS)}]"
NEEDS_QUOTES = f'[";,\\u0009\\u000a\\u000d]|^[{_signs(WHITE)}]|[{_signs(WHITE)}]$'
# Most cells: nothing to neutralise, to quote or to take out.
PLAIN_TEXT = "^[0-9A-Za-zÄÖÜäöüß]([0-9A-Za-zÄÖÜäöüß .:/()&_+*#@-]*[0-9A-Za-zÄÖÜäöüß.)])?$"
