"""Files under their own SHA-256, in any Django storage."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

FOLDER = "documents"
IN_MEMORY = 8 * 2**20
CHUNK = 2**16


class DurableStorage(FileSystemStorage):
    """A file is complete and on the disk, or not there: written beside, synced, renamed.

    A name that exists is replaced: content-addressed names only ever hold the same bytes.
    """

    def __init__(self, location: str | os.PathLike[str] | None = None) -> None:
        super().__init__(location=location, allow_overwrite=True)

    def _save(self, name: str, content: "File[Any]") -> str:
        path = self.path(name)
        folder = os.path.dirname(path)
        os.makedirs(folder, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=folder, prefix=".part-")
        try:
            with os.fdopen(descriptor, "wb") as target:
                for chunk in content.chunks(CHUNK):
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        _sync_folder(folder)
        return name


def address(sha256: str) -> str:
    """Where the content with this hash lies."""
    return f"{FOLDER}/{sha256[:2]}/{sha256}"


@dataclass(frozen=True)
class Spool:
    """Content on its way into the storage."""

    file: IO[bytes]
    sha256: str
    size: int


@contextmanager
def spooled(content: bytes | Iterable[bytes]) -> Iterator[Spool]:
    """Content of any size with its hash; large content waits on the disk."""
    digest = hashlib.sha256()
    size = 0
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        for chunk in [content] if isinstance(content, bytes) else content:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.seek(0)
        yield Spool(file, digest.hexdigest(), size)


def put(spool: Spool) -> None:
    """Lay content under its hash, once. What lies there damaged is replaced."""
    if is_intact(spool.sha256, spool.size):
        return
    name = address(spool.sha256)
    if default_storage.exists(name) and not isinstance(default_storage, DurableStorage):
        default_storage.delete(name)
    saved_as = default_storage.save(name, File(spool.file))
    if saved_as != name:  # another writer was first, in a storage that renames; its file holds the same
        default_storage.delete(saved_as)


def is_intact(sha256: str, size: int) -> bool:
    """Does the content lie there, whole and unchanged?"""
    name = address(sha256)
    if not default_storage.exists(name) or default_storage.size(name) != size:
        return False
    with default_storage.open(name) as file:
        return sha256_of(file) == sha256


def sha256_of(file: "File[Any]") -> str:
    """The hash of an open file, in pieces."""
    digest = hashlib.sha256()
    for chunk in file.chunks(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
