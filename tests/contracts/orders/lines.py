"""Telephone lines of the cast, and catalogues with rules that the demo carrier does not have."""

from typing import Any

from contracts.models import CatalogueVersion, PhoneNumber, Product
from tests.cast import LONG_AGO
from tests.contracts.catalogue_data import EARLY, demo_content
from tests.contracts.owned import SINCE


def load_changed(options: dict[str, dict[str, Any]] | None = None, **barriers: dict[str, Any]) -> None:
    """The demo catalogue with other values in some of its options and barriers, in force from EARLY on."""
    content = demo_content()
    content["catalogue"]["validFrom"] = EARLY.isoformat()
    for name, changes in (("productOption", options or {}), ("barrierGroup", barriers)):
        for entry in content[name]:
            entry.update(changes.get(entry["id"], changes.get(entry["id"].replace("-", "_"), {})))
    CatalogueVersion.objects.create(
        version="changed", valid_from=EARLY, content=content, sha256="1" * 64, loaded_at=LONG_AGO
    )


def give_numbers(product: Product, *numbers: str) -> None:
    """The line has these numbers."""
    for number in numbers:
        PhoneNumber.objects.create(product=product, number=number, valid_from=SINCE)
