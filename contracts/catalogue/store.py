"""Versions of the catalogue in the database: loading one, and finding the one in force on a day (C10)."""

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.models import CatalogueVersion
from portal.audit.trail import Actor, record
from portal.lib.periods import berlin_day

from .check import errors_of, findings
from .items import Catalogue
from .nodes import CatalogueRefused
from .reading import parse, read_catalogue

MOST_IN_MEMORY = 32  # versions; orders of some years name a few of them
LARGEST_FILE = 5 * 1024 * 1024


class NoCatalogue(LookupError):
    """No version is in force on that day. The text is a plain sentence."""


def load_catalogue(path: Path, *, actor: Actor, now: datetime) -> CatalogueVersion:
    """Take in the file at `path`. CatalogueRefused with reasons, OSError when it cannot be read."""
    return load_content(path.read_bytes(), actor=actor, now=now)


def load_content(raw: bytes, *, actor: Actor, now: datetime) -> CatalogueVersion:
    """Take in a file's bytes; the same bytes again give the version they gave before.

    The version that had no end yet ends when the new one begins. The past stays as it is: a version that
    follows another one begins today or later. CatalogueRefused for anything else.
    """
    digest = hashlib.sha256(raw).hexdigest()
    known = CatalogueVersion.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    content, catalogue = read_file(raw)
    found = findings(catalogue)
    errors = errors_of(found)
    if errors:
        raise CatalogueRefused([finding.sentence for finding in errors])
    try:
        with transaction.atomic():
            _end_the_one_before(catalogue, now)
            version = CatalogueVersion.objects.create(
                version=catalogue.version,
                valid_from=catalogue.valid_from,
                content=content,
                sha256=digest,
                warnings=[finding.as_json() for finding in found],
                loaded_at=now,
            )
            new = {
                "version": version.version,
                "valid_from": version.valid_from,
                "sha256": digest,
                "warnings": len(found),
            }
            record("catalogue.loaded", actor=actor, now=now, subject=version, new=new)
    except IntegrityError as fault:
        raise CatalogueRefused([_collision(catalogue)]) from fault
    return version


def read_file(raw: bytes) -> tuple[dict[str, Any], Catalogue]:
    """What is stored, and the catalogue it means. CatalogueRefused for a fault of form."""
    if len(raw) > LARGEST_FILE:
        raise CatalogueRefused([_("The file is larger than 5 MB.")])
    content = parse(raw)
    return content, read_catalogue(content)


def version_on(day: date) -> tuple[int, Catalogue]:
    """Primary key and content of the version in force on `day`. NoCatalogue when there is none."""
    in_force = CatalogueVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
    version_id = in_force.values_list("pk", flat=True).first()
    if version_id is None:
        raise NoCatalogue(_("There is no catalogue for this day. Please contact our service centre."))
    return version_id, catalogue_of(version_id)


@lru_cache(maxsize=MOST_IN_MEMORY)
def catalogue_of(version_id: int) -> Catalogue:
    """The content of one version, kept by the process: versions never change. DoesNotExist if there is none."""
    return read_catalogue(CatalogueVersion.objects.get(pk=version_id).content)


def _end_the_one_before(catalogue: Catalogue, now: datetime) -> None:
    """Close the open version where the new one begins; one that begins before it is left to the database."""
    newest = CatalogueVersion.objects.select_for_update().order_by("-valid_from").first()
    if newest is None:
        return
    if catalogue.valid_from < berlin_day(now):
        raise CatalogueRefused(
            [_("A new version begins today or later: orders were placed under the old one.")]
        )
    if newest.valid_to is None and newest.valid_from < catalogue.valid_from:
        newest.valid_to = catalogue.valid_from
        newest.save(update_fields=["valid_to"])


def _collision(catalogue: Catalogue) -> str:
    if CatalogueVersion.objects.filter(version=catalogue.version).exists():
        sentence = _(
            "Version “%(version)s” was loaded before with another content. Give the new one another id."
        )
        return sentence % {"version": catalogue.version}
    sentence = _("Another version is already valid on %(day)s or later.")
    return sentence % {"day": catalogue.valid_from.isoformat()}
