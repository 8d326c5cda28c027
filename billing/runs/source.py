"""The files of a run, in a directory or a ZIP, read without trusting names, links or stated sizes."""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from billing.einvoice.refusals import msgid as _
from portal.lib.zip_directory import has_more_entries

from .findings import Findings, RunRefused

MANIFEST = "manifest.json"
LONGEST_NAME = 200
MOST_FILES = 1_000_000
ENCRYPTED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)

NOT_OPEN = _("It is neither a directory nor a readable ZIP file: %(problem)s")
UNSAFE_NAME = _("The file name “%(name)s” is not allowed; names are relative, without “..”.")
REPEATED_NAME = _("The name “%(name)s” occurs more than once.")
NO_PLAIN_FILE = _("“%(name)s” is a link or no plain file.")
IS_ENCRYPTED = _("“%(name)s” is encrypted.")
ODD_METHOD = _("“%(name)s” is compressed in a way that is not accepted; use deflate.")


class RunSource:
    """Names and sizes of all files, and their bytes one file at a time."""

    def __init__(self, path: Path, sizes: Mapping[str, int], archive: zipfile.ZipFile | None) -> None:
        self.path = path
        self.sizes = sizes
        self._archive = archive

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The file's bytes; reading may raise any of READ_ERRORS where a ZIP lies about its content."""
        if self._archive is not None:
            with self._archive.open(name) as stream:
                yield stream
            return
        descriptor = os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as plain:
            yield plain

    def read(self, name: str, limit: int) -> bytes:
        """At most `limit` + 1 bytes, so that the caller sees when there are more."""
        with self.open(name) as stream:
            return stream.read(limit + 1)


@contextmanager
def open_source(path: Path) -> Iterator[RunSource]:
    """List the files; RunRefused where a name or an entry is not acceptable."""
    findings = Findings()
    if path.is_dir():
        sizes = _sizes_in_directory(path, findings)
        _refuse(findings)
        yield RunSource(path, sizes, None)
        return
    try:
        with path.open("rb") as stream:
            if has_more_entries(stream, MOST_FILES):
                raise zipfile.BadZipFile("too many files")
        archive = zipfile.ZipFile(path)
    except READ_ERRORS as error:
        findings.add(path.name, "RUN-OPEN", NOT_OPEN, problem=error)
        raise RunRefused(findings) from None
    with archive:
        sizes = _sizes_in_archive(archive, findings)
        _refuse(findings)
        yield RunSource(path, sizes, archive)


def is_safe_name(name: str) -> bool:
    """A relative path that stays inside the run on every system."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "\\" in name or ":" in name:
        return False
    return all(part not in {"", ".", ".."} and part == part.strip() for part in name.split("/"))


def _refuse(findings: Findings) -> None:
    if findings.refuse:
        raise RunRefused(findings)


def _sizes_in_directory(path: Path, findings: Findings) -> dict[str, int]:
    sizes: dict[str, int] = {}
    folders = [path]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                name = Path(entry.path).relative_to(path).as_posix()
                status = entry.stat(follow_symlinks=False)
                if not is_safe_name(name):
                    findings.add(_shown(name), "RUN-NAME", UNSAFE_NAME, name=_shown(name))
                elif stat.S_ISDIR(status.st_mode):
                    folders.append(Path(entry.path))
                elif stat.S_ISREG(status.st_mode):
                    sizes[name] = status.st_size
                else:
                    findings.add(name, "RUN-NAME", NO_PLAIN_FILE, name=name)
    return sizes


def _sizes_in_archive(archive: zipfile.ZipFile, findings: Findings) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for entry in archive.infolist():
        name = entry.orig_filename  # zipfile cuts `filename` at a NUL
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not is_safe_name(name.removesuffix("/")):
            findings.add(_shown(name), "RUN-NAME", UNSAFE_NAME, name=_shown(name))
        elif entry.is_dir():
            continue
        elif kind not in {0, stat.S_IFREG}:
            findings.add(name, "RUN-NAME", NO_PLAIN_FILE, name=name)
        elif entry.flag_bits & ENCRYPTED:
            findings.add(name, "RUN-NAME", IS_ENCRYPTED, name=name)
        elif entry.compress_type not in METHODS:
            findings.add(name, "RUN-NAME", ODD_METHOD, name=name)
        elif name in sizes:
            findings.add(name, "RUN-NAME", REPEATED_NAME, name=name)
        else:
            sizes[name] = entry.file_size
    return sizes


def _shown(name: str) -> str:
    """Printable, so that a report can hold it."""
    return "".join(c if c.isprintable() else "�" for c in name)[:LONGEST_NAME]
