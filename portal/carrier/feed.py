"""The carrier feed: JSON Lines with a header line, taken over whole or not at all (C15, docs/formats/carrier-feed.md).

This room reads files and keeps the promises that every kind shares; what a line means is told by the room
that owns the data, in a `FeedKind` that it registers in `AppConfig.ready()`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from portal.audit.trail import record, system
from portal.carrier.models import CarrierFile

FORMAT = "kundencenter-carrier-feed"
VERSION = 1
MAX_LINE_BYTES = 1_000_000
MOST_REASONS = 200
BATCH = 1_000
CLOCKS_DIFFER = timedelta(days=1)  # a file from further ahead would make every later one look old


@dataclass(frozen=True)
class LineFault:
    """Why one line cannot be taken over."""

    line: int
    reason: str


class FeedRefused(Exception):
    """A file that changes nothing, with the reasons per line (line 0: the file as a whole)."""

    def __init__(self, file: str, faults: Sequence[LineFault], *, more: int = 0) -> None:
        super().__init__(f"{file}: {len(faults) + more} faults")
        self.file, self.faults, self.more = file, list(faults), more


class LineRefused(ValueError):
    """Raised by a kind's `read` with a sentence for the carrier's operator."""


@dataclass(frozen=True)
class Header:
    """The first line of a file."""

    kind: str
    created_at: datetime


@dataclass(frozen=True)
class FeedKind:
    """How one kind of line is read and written. `read` is pure; `write` runs in the file's transaction.

    `write` gets batches of (line number, value) and may raise FeedLinesRefused-like faults by returning them.
    """

    name: str
    order: int  # customers before their products before their usage
    read: Callable[[dict[str, Any]], Any]  # raises LineRefused
    write: Callable[[Sequence[tuple[int, Any]], Header, datetime], list[LineFault]]
    # What a line claims ("Product 4711", "Number 0511 123456"): no two lines of a file claim the same.
    claims: Callable[[Any], Iterable[str]]


@dataclass(frozen=True)
class Taken:
    """What a bulk kind made of a file: its lines, and the first reasons why it cannot be taken over."""

    lines: int
    faults: Sequence[LineFault] = ()
    more: int = 0


@dataclass(frozen=True)
class BulkFeedKind:
    """A kind with millions of lines: `take` gets them raw and lets the database read and check them as a set.

    `take` runs in the file's transaction and may have written something when it returns faults; they undo it.
    It gets (line number, bytes) of every line after the header that is not empty.
    """

    name: str
    order: int
    take: Callable[[Iterator[tuple[int, bytes]], Header, datetime], Taken]


@dataclass(frozen=True)
class FeedResult:
    """What became of a file."""

    name: str
    kind: str
    lines: int
    already_known: bool = False


@dataclass
class _Registry:
    kinds: dict[str, FeedKind | BulkFeedKind] = field(default_factory=dict)


_registry = _Registry()


def register(kind: FeedKind | BulkFeedKind) -> None:
    """Announce a kind of feed; once per name."""
    if kind.name in _registry.kinds:
        raise ValueError(f"feed kind {kind.name} is registered twice")
    _registry.kinds[kind.name] = kind


def import_path(path: Path, *, now: datetime) -> list[FeedResult]:
    """Import one file, or every `*.jsonl` of a directory in the order of the kinds.

    Raises FeedRefused for the first file that cannot be taken over; files before it stay imported.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise FeedRefused(str(path), [LineFault(0, "The directory holds no .jsonl file.")])
    headers = {file: read_header(file) for file in files}
    ordered = sorted(files, key=lambda file: (_registry.kinds[headers[file].kind].order, file.name))
    return [import_file(file, header=headers[file], now=now) for file in ordered]


def import_file(file: Path, *, header: Header, now: datetime) -> FeedResult:
    """Take over one file in one transaction, or refuse it with the reasons per line."""
    kind = _registry.kinds[header.kind]
    digest = _sha256(file)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two imports of a kind wait for each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"feed:{kind.name}"])
        if CarrierFile.objects.filter(sha256=digest).exists():
            return FeedResult(file.name, kind.name, 0, already_known=True)
        _refuse_other_times(file, header, now)
        if isinstance(kind, BulkFeedKind):
            lines = _take_all(file, kind, header, now)
        else:
            lines = _write_all(file, kind, header, now)
        taken = CarrierFile.objects.create(
            kind=kind.name,
            name=file.name,
            sha256=digest,
            created_at=header.created_at,
            imported_at=now,
            lines=lines,
        )
        record(
            "carrier.file_imported",
            actor=system("import_carrier_data"),
            now=now,
            subject=taken,
            new={"file": file.name, "kind": kind.name, "lines": lines},
        )
    return FeedResult(file.name, kind.name, lines)


def read_header(file: Path) -> Header:
    """The first line: format, version, kind, createdAt. Raises FeedRefused."""
    for number, data in _objects(file):
        try:
            if data.get("format") != FORMAT or data.get("version") != VERSION:
                raise LineRefused(f'The header must say "format": "{FORMAT}" and "version": {VERSION}.')
            if not isinstance(data.get("kind"), str) or data["kind"] not in _registry.kinds:
                known = ", ".join(sorted(_registry.kinds))
                raise LineRefused(f"The header's kind {data.get('kind')!r} is unknown; known are {known}.")
            created_at = datetime.fromisoformat(str(data.get("createdAt")))
            if created_at.tzinfo is None:
                raise LineRefused(
                    "The header's createdAt needs a time zone, as in 2026-11-01T06:00:00+01:00."
                )
        except ValueError as fault:
            raise FeedRefused(file.name, [LineFault(number, str(fault))]) from fault
        return Header(kind=data["kind"], created_at=created_at)
    raise FeedRefused(file.name, [LineFault(1, "The file is empty.")])


def _write_all(file: Path, kind: FeedKind, header: Header, now: datetime) -> int:
    faults: list[LineFault] = []
    batch: list[tuple[int, Any]] = []
    claimed: set[str] = set()
    lines = 0
    for number, data in islice(_objects(file), 1, None):  # after the header
        lines += 1
        try:
            value = kind.read(data)
            _claim(kind.claims(value), claimed)
            batch.append((number, value))
        except LineRefused as fault:
            faults.append(LineFault(number, str(fault)))
        if len(batch) >= BATCH:
            faults += kind.write(batch, header, now)
            batch = []
    if batch:
        faults += kind.write(batch, header, now)
    if faults:
        faults.sort(key=lambda fault: fault.line)
        raise FeedRefused(file.name, faults[:MOST_REASONS], more=max(0, len(faults) - MOST_REASONS))
    return lines


def _take_all(file: Path, kind: BulkFeedKind, header: Header, now: datetime) -> int:
    taken = kind.take(islice(_raw_lines(file), 1, None), header, now)  # after the header
    if taken.faults:
        raise FeedRefused(file.name, taken.faults, more=taken.more)
    return taken.lines


def _claim(claims: Iterable[str], claimed: set[str]) -> None:
    for claim in claims:
        if claim in claimed:
            raise LineRefused(f"{claim} stands in this file twice.")
        claimed.add(claim)


def _refuse_other_times(file: Path, header: Header, now: datetime) -> None:
    if header.created_at > now + CLOCKS_DIFFER:
        reason = f"The header's createdAt, {header.created_at.isoformat()}, lies in the future."
        raise FeedRefused(file.name, [LineFault(1, reason)])
    newest = CarrierFile.objects.filter(kind=header.kind).order_by("-created_at").first()
    if newest is not None and newest.created_at > header.created_at:
        reason = f"The file is older than {newest.name}, which is already imported."
        raise FeedRefused(file.name, [LineFault(1, reason)])


def _objects(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in _raw_lines(file):
        yield number, _object(file, number, raw)


def _raw_lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every line that is not empty."""
    try:
        with file.open("rb") as stream:
            number = 0
            while raw := stream.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(raw) > MAX_LINE_BYTES:
                    raise FeedRefused(file.name, [LineFault(number, "The line is longer than 1 MB.")])
                if raw.strip():
                    yield number, raw
    except OSError as fault:
        raise FeedRefused(file.name, [LineFault(0, f"The file cannot be read: {fault.strerror}.")]) from fault


def _object(file: Path, number: int, raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as fault:
        raise FeedRefused(file.name, [LineFault(number, "The line is not UTF-8.")]) from fault
    except (ValueError, RecursionError) as fault:  # ValueError: also a number of thousands of digits
        raise FeedRefused(file.name, [LineFault(number, f"The line is not JSON: {fault}.")]) from fault
    if not isinstance(data, dict):
        raise FeedRefused(file.name, [LineFault(number, "The line is not a JSON object.")])
    return data


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
