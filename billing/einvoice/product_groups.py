"""Which product group a line belongs to; statistics group by it (E4)."""

from collections.abc import Iterable

ATTRIBUTE_NAMES = {"produktgruppe", "productgroup", "product group"}
OWN_SCHEME = "ZZZ"  # UNTDID 7143 "mutually defined"; public schemes such as CPV are no words for customers

Pairs = tuple[tuple[str, str], ...]


def split_product_group(attributes: Pairs, classes: Iterable[tuple[str, str, str]]) -> tuple[str, Pairs]:
    """The group and the remaining attributes.

    An item attribute (BG-32) named "Produktgruppe" or "ProductGroup" wins and is not listed again; else the
    first item classification (BT-158; scheme, name, code) with a name, or of the carrier's own scheme.
    """
    for name, value in attributes:
        if name.casefold() in ATTRIBUTE_NAMES and value:
            return value, tuple(pair for pair in attributes if pair != (name, value))
    for scheme, name, code in classes:
        if name or (scheme == OWN_SCHEME and code):
            return name or code, attributes
    return "", attributes
