"""The demo carrier's catalogue for tests of orders and products."""

from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import contracts.catalogue
from contracts.catalogue.reading import parse
from contracts.models import CatalogueVersion
from tests.cast import LONG_AGO

DEMO_FILE = Path(contracts.catalogue.__file__).parent / "data" / "nordwerk.json"
EARLY = date(2020, 1, 1)
# What the check says of the demo file: the description of services asks for three months' notice of these options.
NAMED_BY_THE_CHECK = (
    "mobil-minuten-50",
    "mobil-minuten-100",
    "mobil-sms-50",
    "mobil-sms-100",
    "mobil-data-300",
)


@cache
def _demo_content() -> dict[str, Any]:
    return parse(DEMO_FILE.read_bytes())


def demo_content() -> dict[str, Any]:
    """The parsed file, to be changed as a test likes."""
    return deepcopy(_demo_content())


def lawful_content() -> dict[str, Any]:
    """The parsed file without the terms that the check names."""
    content = demo_content()
    for option in content["productOption"]:
        if option["id"] in NAMED_BY_THE_CHECK:
            del option["productOfferingTerm"]
    return content


def load_demo_catalogue(valid_from: date = EARLY) -> CatalogueVersion:
    """The demo catalogue in force from this day on, without check, hash and audit entry: one row."""
    content = _demo_content()
    heading = content["catalogue"] | {"validFrom": valid_from.isoformat()}
    return CatalogueVersion.objects.create(
        version=heading["id"],
        valid_from=valid_from,
        content=content | {"catalogue": heading},
        sha256="0" * 64,
        loaded_at=LONG_AGO,
    )
