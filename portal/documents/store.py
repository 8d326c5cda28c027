"""Issued papers: kept once, read back only if unchanged (architecture, wall 6)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from .files import FOLDER, address, put, sha256_of, spooled
from .models import Document

ORPHAN_AGE = timedelta(days=1)
LOCK_SPACE = 0x646F6373  # "docs": advisory locks (LOCK_SPACE, 0 … 255), one per folder


class DocumentDamaged(Exception):
    """The stored file is missing or is not what was issued."""


@transaction.atomic
def keep(
    *,
    subject: models.Model,
    kind: str,
    content: bytes | Iterable[bytes],
    customer_id: int | None,
    title: str,
    filename: str,
    content_type: str,
    retain_until: date,
    now: datetime,
) -> Document:
    """Issue one paper. First writer wins: where subject and kind have a paper already, that one is returned.

    The file is whole and on the disk before the row is committed; a rollback leaves a file that the sweep
    removes after a day.
    """
    existing = find(subject, kind)
    if existing is not None:
        return existing
    with spooled(content) as spool:
        _lock("pg_advisory_xact_lock_shared", folder=spool.sha256[:2])  # until commit: keeps the sweep out
        put(spool)
    paper = Document(
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        kind=kind,
        customer_id=customer_id,
        title=title,
        filename=filename,
        content_type=content_type,
        sha256=spool.sha256,
        size=spool.size,
        created_at=now,
        retain_until=retain_until,
    )
    Document.objects.bulk_create([paper], ignore_conflicts=True)
    return Document.objects.about(subject).get(kind=kind)


def find(subject: models.Model, kind: str) -> Document | None:
    """The paper of this kind issued for `subject`, if there is one."""
    return Document.objects.about(subject).filter(kind=kind).first()


def read(document: Document) -> bytes:
    """The content, exactly as issued. DocumentDamaged when it is missing or changed."""
    with open_document(document) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(f"document {document.pk}: the content has changed")
    return content


def verify(document: Document) -> None:
    """DocumentDamaged when the content is missing or changed; for papers of any size."""
    with open_document(document) as file:
        if sha256_of(file) != document.sha256:
            raise DocumentDamaged(f"document {document.pk}: the content has changed")


def open_document(document: Document) -> "File[Any]":
    """The file, for large papers that are streamed. Checks the size only; `read` checks the content."""
    name = address(document.sha256)
    try:
        size = default_storage.size(name)
    except FileNotFoundError:
        raise DocumentDamaged(f"document {document.pk}: file is missing") from None
    if size != document.size:
        raise DocumentDamaged(f"document {document.pk}: {size} bytes instead of {document.size}")
    return default_storage.open(name)


def sweep_orphans(now: datetime) -> int:
    """Remove files that no paper names and that are older than a day; their number.

    Folder by folder under a lock, so that nobody issues a paper on a file while it is being removed; a folder
    in use waits for the next sweep.
    """
    return sum(_sweep_folder(f"{number:02x}", now) for number in range(256))


@transaction.atomic
def _sweep_folder(folder: str, now: datetime) -> int:
    path = f"{FOLDER}/{folder}"
    if not _lock("pg_try_advisory_xact_lock", folder):
        return 0
    try:
        names = default_storage.listdir(path)[1]
    except FileNotFoundError:
        return 0
    named = set(Document.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    orphans = [
        f"{path}/{name}"
        for name in names
        if name not in named and default_storage.get_modified_time(f"{path}/{name}") < now - ORPHAN_AGE
    ]
    for orphan in orphans:
        default_storage.delete(orphan)
    return len(orphans)


def _lock(function: str, folder: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCK_SPACE, int(folder, 16)])
        return cursor.fetchone()[0] is not False
