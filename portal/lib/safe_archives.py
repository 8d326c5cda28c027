"""Taking in a directory or ZIP from outside: nothing leaves the target, nothing grows without bound.

What a header says is never believed: names, kinds and the places of entries are checked first, then every
byte that really comes out is counted against the limits.
"""

import errno
import os
import shutil
import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from portal.lib.archive_names import ArchiveRefused, NameCheck, Reason
from portal.lib.zip_directory import has_more_entries

__all__ = ["ArchiveLimits", "ArchiveRefused", "Reason", "take_in"]

CHUNK_BYTES = 65_536
# What zipfile raises about broken bytes; OSError from a disk passes through.
UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
ENCRYPTED_FLAGS = 0x1 | 0x40
UTF8_FLAG = 0x800
LOCAL_HEADER_BYTES = 30
RATIO_COUNTS_FROM = 1_000_000  # bytes; small files may be as monotonous as they like


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What a delivery may hold at most. `ratio` bounds how far one file may grow beyond its packed size."""

    files: int = 200_000
    file_bytes: int = 2_000_000_000
    total_bytes: int = 8_000_000_000
    ratio: int = 100


def take_in(source: Path, target: Path, limits: ArchiveLimits = ArchiveLimits()) -> tuple[str, ...]:
    """Copy a directory or unpack a ZIP file into a new directory; gives the files' relative names, sorted.

    ArchiveRefused names the file and the reason; `target` then does not exist. FileExistsError when it exists
    before. Folders inside are kept, links and devices refused, two names that differ only in case as well.
    """
    target.mkdir(mode=0o700)
    try:
        if source.is_symlink() or not (source.is_dir() or stat.S_ISREG(source.stat().st_mode)):
            raise ArchiveRefused(source.name, Reason.SPECIAL)
        names = _copy_directory(source, target, limits) if source.is_dir() else _unzip(source, target, limits)
    except BaseException:
        shutil.rmtree(target)
        raise
    return tuple(sorted(names))


def _unzip(source: Path, target: Path, limits: ArchiveLimits) -> list[str]:
    with source.open("rb") as stream:
        try:
            return _unzip_stream(source.name, stream, target, limits)
        except UNREADABLE as error:
            raise ArchiveRefused(source.name, Reason.UNREADABLE) from error


def _unzip_stream(label: str, stream: BinaryIO, target: Path, limits: ArchiveLimits) -> list[str]:
    if has_more_entries(stream, limits.files):
        raise ArchiveRefused(label, Reason.TOO_MANY)
    with ZipFile(stream) as archive:
        entries = archive.infolist()
        files = _checked_entries(entries, limits)
        _refuse_overlaps(entries, stream.seek(0, os.SEEK_END))
        budget = _Budget(limits)
        for info in files:
            budget.start(info.orig_filename, packed=info.compress_size)
            _write(target, info.orig_filename, _unpacked(archive, info), budget)
    return [info.orig_filename for info in files]


def _checked_entries(entries: list[ZipInfo], limits: ArchiveLimits) -> list[ZipInfo]:
    """The entries that are files, after every entry passed every check that needs no unpacking."""
    check = NameCheck(limits.files)
    files = []
    for info in entries:
        name = info.orig_filename
        if not info.flag_bits & UTF8_FLAG and not name.isascii():
            raise ArchiveRefused(name, Reason.NOT_UTF8)
        is_folder = name.endswith("/")
        check.add(name.removesuffix("/"), is_folder=is_folder)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFDIR if is_folder else stat.S_IFREG):
            raise ArchiveRefused(name, Reason.SPECIAL)
        if info.flag_bits & ENCRYPTED_FLAGS:
            raise ArchiveRefused(name, Reason.ENCRYPTED)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ArchiveRefused(name, Reason.METHOD)
        if is_folder and (info.file_size or info.compress_size > 2):
            raise ArchiveRefused(name, Reason.DAMAGED)
        if not is_folder:
            files.append(info)
    return files


def _refuse_overlaps(entries: Iterable[ZipInfo], length: int) -> None:
    """No two entries may share bytes: that is how a small archive holds a large file many times."""
    end = 0
    for info in sorted(entries, key=lambda entry: entry.header_offset):
        if info.header_offset < end:
            raise ArchiveRefused(info.orig_filename, Reason.DAMAGED)
        end = info.header_offset + LOCAL_HEADER_BYTES + len(info.filename) + info.compress_size
        if end > length:
            raise ArchiveRefused(info.orig_filename, Reason.DAMAGED)


def _unpacked(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as packed:
            yield from _chunks(packed)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the start of the file
            raise
        raise ArchiveRefused(info.orig_filename, Reason.DAMAGED) from error
    except UNREADABLE as error:
        raise ArchiveRefused(info.orig_filename, Reason.DAMAGED) from error


def _copy_directory(source: Path, target: Path, limits: ArchiveLimits) -> list[str]:
    check = NameCheck(limits.files)
    budget = _Budget(limits)
    names = []
    for name, is_folder in _walk(source, ""):
        check.add(name, is_folder=is_folder)
        if not is_folder:
            budget.start(name)
            _write(target, name, _regular_file(source / name, name), budget)
            names.append(name)
    return names


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, bool]]:
    """Everything below a folder in the order of names; links are never followed."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = prefix + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            yield name, is_folder
            if is_folder:
                yield from _walk(folder / entry.name, name + "/")


def _regular_file(path: Path, name: str) -> Iterator[bytes]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink() or not path.is_file():
            raise ArchiveRefused(name, Reason.SPECIAL) from error
        raise
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise ArchiveRefused(name, Reason.SPECIAL)
        yield from _chunks(stream)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _write(target: Path, name: str, chunks: Iterator[bytes], budget: "_Budget") -> None:
    path = target / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as stream:
        for chunk in chunks:
            budget.spend(len(chunk))
            stream.write(chunk)


class _Budget:
    """Counts the bytes that really came out, per file and in all."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self.limits = limits
        self.total = 0
        self.file = ""
        self.size = 0
        self.grown_limit = 0

    def start(self, name: str, packed: int | None = None) -> None:
        self.file, self.size = name, 0
        self.grown_limit = self.limits.file_bytes
        if packed is not None:
            self.grown_limit = max(RATIO_COUNTS_FROM, packed * self.limits.ratio)

    def spend(self, count: int) -> None:
        """Count bytes before they are written; ArchiveRefused when they are too many."""
        self.size += count
        self.total += count
        exceeded: list[tuple[bool, Reason]] = [
            (self.size > self.limits.file_bytes, Reason.FILE_TOO_LARGE),
            (self.size > self.grown_limit, Reason.RATIO),
            (self.total > self.limits.total_bytes, Reason.TOTAL_TOO_LARGE),
        ]
        for is_exceeded, reason in exceeded:
            if is_exceeded:
                raise ArchiveRefused(self.file, reason)
