"""The documents of a run's invoices: files first, rows with the publishing transaction (wall 6).

`portal.documents.store.keep` issues one paper; a run issues thousands, so the files are written before the
transaction begins and the rows in one statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from billing.einvoice.facts import Syntax
from billing.einvoice.zugferd import embedded_xml
from portal.documents.files import put, spooled
from portal.documents.models import Document
from portal.documents.store import LOCK_SPACE
from portal.lib.periods import ACCOUNTING_RECORD_YEARS

from .invoice_files import read_described
from .manifest import INVOICE, LARGEST_INVOICE, Manifest
from .source import RunSource
from .staging import is_usable

FOLDERS = 256
XML = "application/xml"
PDF = "application/pdf"


@contextmanager
def sweep_kept_out() -> Iterator[None]:
    """While files without rows lie in the store, its sweep of orphans waits."""
    with connection.cursor() as cursor:
        every = "FROM generate_series(0, %s - 1) AS folder"
        cursor.execute(f"SELECT pg_advisory_lock_shared(%s, folder) {every}", [LOCK_SPACE, FOLDERS])
        try:
            yield
        finally:
            if is_usable():
                cursor.execute(f"SELECT pg_advisory_unlock_shared(%s, folder) {every}", [LOCK_SPACE, FOLDERS])


def write_files(cursor: Any, source: RunSource, manifest: Manifest) -> None:
    """Put every document into the store and note it in `staged_papers`; FileRefused where a file changed meanwhile."""
    cursor.execute("SELECT file, no, syntax FROM pg_temp.staged_invoices")
    staged = {file: (no, syntax) for file, no, syntax in cursor.fetchall()}
    rows = []
    for file in manifest.of_kind(INVOICE):
        no, syntax = staged[file.name]
        for kind, content_type, content in _papers(syntax, read_described(source, file)):
            with spooled(content) as spool:
                put(spool)
                rows.append((no, kind, content_type, spool.sha256, spool.size))
    with cursor.copy("COPY pg_temp.staged_papers FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_rows(cursor: Any, now: datetime) -> None:
    """The papers of the invoices just inserted; inside the publishing transaction."""
    cursor.execute(
        f"INSERT INTO {Document._meta.db_table} (subject_type, subject_id, kind, customer_id, title, filename,"
        " content_type, sha256, size, created_at, retain_until)"
        " SELECT %s, invoice_id::text, kind, customer_id, number,"
        " slug || CASE content_type WHEN %s THEN '.pdf' ELSE '.xml' END, content_type, sha256, size, %s,"
        " make_date(extract(year FROM issued_on)::integer + %s, 12, 31)"
        " FROM pg_temp.staged_papers JOIN pg_temp.staged_invoices ON no = invoice_no",
        ["billing.Invoice", PDF, now, ACCOUNTING_RECORD_YEARS],
    )


def _papers(syntax: str, data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Kind, content type and bytes: the XML as it came, or the hybrid PDF and the XML inside it."""
    if syntax != Syntax.ZUGFERD:
        yield "original", XML, data
        return
    yield "pdf", PDF, data
    yield "xml", XML, embedded_xml(data, max_bytes=LARGEST_INVOICE)
