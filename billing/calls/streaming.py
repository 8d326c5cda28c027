"""Call lists as files, written while they are sent: constant memory at any length (F4).

Each file has a database connection of its own, read-only and closed in every case, also when the customer
stops the download: an export neither holds nor spoils the connection of the pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from psycopg.abc import Buffer

from billing.models.calls import CallRecordQuerySet
from portal.lib.csv_files import BOM, CsvDialect, csv_line, text_cell
from portal.lib.xlsx_files import xlsx_stream_of_row_xml

from . import csv_sql, xlsx_sql
from .table_file import columns

CHUNK_BYTES = 65_536
ROWS_PER_FETCH = 2_000
PATIENCE = "5min"  # with somebody who stopped reading


def csv_file(calls: CallRecordQuerySet, dialect: CsvDialect) -> Iterator[bytes]:
    """A header line and a line per record in the order of `calls`, as chunks of about 64 kB."""
    titles = csv_line([text_cell(column.title) for column in columns()], dialect)
    query, parameters = _statement(calls, csv_sql.line(dialect))
    copy = (
        f"COPY ({query}) TO STDOUT WITH (FORMAT csv, QUOTE '{csv_sql.COPY_QUOTE}', ESCAPE '{csv_sql.COPY_QUOTE}',"
        f" DELIMITER '{csv_sql.COPY_DELIMITER}', ENCODING 'UTF8')"
    )
    quote = csv_sql.COPY_QUOTE.encode()
    pieces: list[Buffer] = [((BOM if dialect.bom else "") + titles).encode()]
    size = 0
    with _own_connection() as own, own.cursor() as cursor, cursor.copy(copy, parameters) as rows:
        for row in rows:
            pieces.append(row)
            size += len(row)
            if size >= CHUNK_BYTES:
                yield b"".join(pieces).replace(quote, b"")
                pieces, size = [], 0
    yield b"".join(pieces).replace(quote, b"")


def xlsx_file(calls: CallRecordQuerySet, *, title: str) -> Iterator[bytes]:
    """The same as XLSX. Rows come through a cursor: COPY would double backslashes."""
    query, parameters = _statement(calls, xlsx_sql.row())
    with _own_connection() as own, own.cursor(name="call_list") as cursor:
        cursor.itersize = ROWS_PER_FETCH
        cursor.execute(query, parameters)
        yield from xlsx_stream_of_row_xml(columns(), (row for (row,) in cursor), title=title)


def _statement(calls: CallRecordQuerySet, expression: str) -> tuple[str, tuple[Any, ...]]:
    """The rows of `calls`, each as one text; what the customer filtered by stays a parameter."""
    written = RawSQL(expression, [], output_field=TextField())  # noqa: S611 our own constants
    query, parameters = calls.values_list(written).query.sql_with_params()
    return query, parameters


@contextmanager
def _own_connection() -> Iterator[psycopg.Connection[Any]]:
    own = connection.copy()
    try:
        own.connect()
        raw = own.connection
        raw.read_only = True
        with raw.transaction():
            raw.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE}'")
            yield raw
    finally:
        own.close()
