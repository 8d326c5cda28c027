"""Call-record files: the bytes checked as they pass, then straight into staging by COPY; values come later."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import IO, Any

import psycopg
from django.db import transaction

from billing.einvoice.refusals import msgid as _

from .findings import Findings
from .invoice_files import UNREADABLE, WRONG_HASH
from .manifest import CALL_RECORDS, WRONG_SIZE, Manifest, RunFile
from .ordinary_lines import ordinary_block
from .source import READ_ERRORS, RunSource

CHUNK = 1024 * 1024
LONGEST_LINE = 64 * 1024
CONTROL = bytes([*range(9), 9, 11, 12, *range(14, 32), 127])
REQUIRED = {
    "Rufnummer": "own_number",
    "Datum/Uhrzeit": "called",
    "Dauer": "duration",
    "Zielnummer": "destination",
    "Tarifzone": "zone",
    "Zeitzone": "time_band",
    "berechnet": "quantity",
    "Einheit": "unit",
    "Netto": "net",
}
INVOICE_COLUMN = "Rechnung"
OPTIONAL = {INVOICE_COLUMN: "invoice", "Art": "kind", "Pauschal": "flat", "Richtung": "direction"}

NOT_UTF8 = _("The line is not UTF-8.")
CONTROL_CHARACTER = _("The line contains a NUL or another control character.")
LONG_LINE = _("The line is longer than %(limit)s bytes.")
NO_LINE_END = _("The last line does not end with a line break; the file seems to be cut off.")
NO_HEADER = _("The file is empty; its first line names the columns.")
MISSING_COLUMN = _("The column “%(column)s” is missing.")
UNKNOWN_COLUMN = _("The column “%(column)s” is not known.")
REPEATED_COLUMN = _("The column “%(column)s” occurs more than once.")
WRONG_COLUMNS = _("The line has %(found)s fields instead of %(expected)s.")
BROKEN_CSV = _("The line cannot be read as CSV: %(problem)s")
BROKEN_INSIDE = _("A field contains a line break.")
WRONG_RECORDS = _("The file has %(found)s records; the manifest says %(stated)s.")
UNBOUND = _("The file has no column “Rechnung”, and the manifest binds it to no invoice.")
BOUND_TWICE = _("The file has a column “Rechnung”, so the manifest must not bind it to an invoice.")


class _Stop(Exception):
    """This file cannot be read further."""

    def __init__(self, rule: str, reason: str, line: int | None = None, **values: object) -> None:
        self.rule, self.reason, self.line, self.values = rule, reason, line, values
        super().__init__(reason)


def stage_calls(cursor: Any, source: RunSource, manifest: Manifest, findings: Findings) -> bool:
    """Stage every call-record file; what cannot be staged becomes a finding. True when every line is ordinary.

    `file_no` is the file's place among the call-record files of the manifest, `line` its line with the header as 1.
    """
    bound = manifest.invoice_of_calls
    all_ordinary = True
    for file_no, file in enumerate(manifest.of_kind(CALL_RECORDS)):
        try:
            with transaction.atomic(), source.open(file.name) as stream:
                all_ordinary &= _stage_file(cursor, stream, file_no, file, is_bound=file.name in bound)
        except _Stop as stop:
            findings.add(file.name, stop.rule, stop.reason, stop.line, **stop.values)
        except READ_ERRORS as error:
            findings.add(file.name, "RUN-SIZE", UNREADABLE, problem=error)
        except psycopg.DataError as error:
            if not _explain(source, file, findings):
                line = _line_in(error.diag.context or "")
                findings.add(file.name, "CSV-FORMAT", BROKEN_CSV, line, problem=error.diag.message_primary)
    return all_ordinary


def _stage_file(cursor: Any, stream: IO[bytes], file_no: int, file: RunFile, *, is_bound: bool) -> bool:
    passage = _Passage(stream, file)
    blocks = passage.blocks()
    header, first = _split_header(next(blocks, b""))
    columns = _columns(header)
    if is_bound == ("invoice" in columns):
        raise _Stop("CSV-INVOICE", BOUND_TWICE if is_bound else UNBOUND, 1)
    cursor.execute(
        f"ALTER TABLE pg_temp.staged_calls ALTER COLUMN file_no SET DEFAULT {file_no};"
        "ALTER SEQUENCE pg_temp.staged_line RESTART WITH 2"
    )
    command = (
        f"COPY pg_temp.staged_calls ({', '.join(columns)}) FROM STDIN "
        f"(FORMAT csv, DELIMITER ';', FORCE_NOT_NULL ({', '.join(columns)}))"
    )
    pattern = ordinary_block(columns)
    all_ordinary = True
    with cursor.copy(command) as copy:
        for block in chain([first], blocks):
            copy.write(block)
            all_ordinary = all_ordinary and pattern.fullmatch(block) is not None
    records = passage.lines - 1
    if cursor.rowcount != records:
        raise _Stop("CSV-FORMAT", BROKEN_INSIDE)
    if file.records is not None and file.records != records:
        raise _Stop("CSV-RECORDS", WRONG_RECORDS, found=records, stated=file.records)
    return all_ordinary


class _Passage:
    """Whole lines of a file, checked on the way: size, SHA-256, UTF-8, control characters, line ends."""

    def __init__(self, stream: IO[bytes], file: RunFile) -> None:
        self.stream = stream
        self.file = file
        self.lines = 0

    def blocks(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        size = 0
        rest = b""
        while chunk := self.stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > self.file.size:
                raise _Stop("RUN-SIZE", WRONG_SIZE, found=f"> {self.file.size}", stated=self.file.size)
            head, newline, tail = chunk.rpartition(b"\n")
            if newline:
                yield self._checked(rest + head + newline)
                rest = tail
            else:
                rest += tail
            if len(rest) > LONGEST_LINE:
                self._check_bytes(rest)
                raise _Stop("CSV-FORMAT", LONG_LINE, self.lines + 1, limit=LONGEST_LINE)
        if size != self.file.size:
            raise _Stop("RUN-SIZE", WRONG_SIZE, found=size, stated=self.file.size)
        found = digest.hexdigest()
        if found != self.file.sha256:
            raise _Stop("RUN-HASH", WRONG_HASH, found=found, stated=self.file.sha256)
        if rest:
            self._check_bytes(rest)
            raise _Stop("CSV-TRUNCATED", NO_LINE_END, self.lines + 1)

    def _checked(self, block: bytes) -> bytes:
        self._check_bytes(block)
        self.lines += block.count(b"\n")
        return block

    def _check_bytes(self, block: bytes) -> None:
        try:
            block.decode()
        except UnicodeDecodeError as error:
            raise _Stop("CSV-ENCODING", NOT_UTF8, self._line_at(block, error.start)) from None
        if len(block.translate(None, CONTROL)) != len(block):
            start = next(place for place, byte in enumerate(block) if byte in CONTROL)
            raise _Stop("CSV-CONTROL", CONTROL_CHARACTER, self._line_at(block, start))
        if b"\\.\n" in block or b"\\.\r\n" in block:  # would end the COPY on older servers
            start = block.index(b"\\.")
            raise _Stop("CSV-FORMAT", BROKEN_CSV, self._line_at(block, start), problem="\\.")

    def _line_at(self, block: bytes, place: int) -> int:
        return self.lines + block.count(b"\n", 0, place) + 1


def _split_header(block: bytes) -> tuple[list[str], bytes]:
    line, _newline, rest = block.removeprefix(codecs.BOM_UTF8).partition(b"\n")
    if len(line) > LONGEST_LINE:
        raise _Stop("CSV-HEADER", LONG_LINE, 1, limit=LONGEST_LINE)
    rows = list(csv.reader(io.StringIO(line.decode().rstrip("\r")), delimiter=";"))
    return (rows[0] if rows else []), rest


def _columns(header: list[str]) -> list[str]:
    """Our names of the columns, in the file's order."""
    if not header:
        raise _Stop("CSV-HEADER", NO_HEADER, 1)
    known = REQUIRED | OPTIONAL
    for name in header:
        if name not in known:
            raise _Stop("CSV-HEADER", UNKNOWN_COLUMN, 1, column=name[:100])
        if header.count(name) > 1:
            raise _Stop("CSV-HEADER", REPEATED_COLUMN, 1, column=name)
    for name in REQUIRED:
        if name not in header:
            raise _Stop("CSV-HEADER", MISSING_COLUMN, 1, column=name)
    return [known[name] for name in header]


def _explain(source: RunSource, file: RunFile, findings: Findings) -> bool:
    """PostgreSQL stops at the first wrong line; name all lines with too many or too few fields."""
    before = findings.count
    with source.open(file.name) as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=";")
        expected = len(next(reader))
        with suppress(csv.Error):
            for row in reader:
                found = len(row) or 1
                if found != expected:
                    values = {"found": found, "expected": expected}
                    findings.add(file.name, "CSV-COLUMNS", WRONG_COLUMNS, reader.line_num, **values)
    return findings.count > before


def _line_in(context: str) -> int | None:
    """`COPY staged_calls, line 7: …` counts without the header."""
    digits = context.partition(", line ")[2].partition(":")[0].partition(",")[0]
    return int(digits) + 1 if digits.isdigit() else None
