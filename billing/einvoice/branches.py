"""Building XML without empty elements, for both writers."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from billing.einvoice.elements import PREFIXES, clark
from billing.einvoice.facts import Line

EN16931 = "urn:cen.eu:en16931:2017"
PRODUCT_GROUP = "Produktgruppe"

Value = str | Decimal | date | None


class Branch:
    """An element under construction; empty values leave no element behind."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def leaf(self, name: str, value: Value, /, **attributes: str) -> None:
        """A child with text, unless there is none; `currencyID=""` is left out."""
        if value is None or value == "":
            return
        child = etree.SubElement(self.element, clark(name))
        child.text = format(value, "f") if isinstance(value, Decimal) else str(value)
        for key, text in attributes.items():
            if text:
                child.set(key, text)

    def branch(self, *names: str) -> "Branch":
        """A new child (and its child …) to fill."""
        element = self.element
        for name in names:
            element = etree.SubElement(element, clark(name))
        return Branch(element)

    def prune(self, keep: Iterable["Branch"]) -> None:
        """Drop what was begun but got no content, except what the schema wants even empty."""
        kept = [branch.element for branch in keep]
        for child in reversed(list(self.element.iter())):
            if child is not self.element and child not in kept and len(child) == 0 and not child.text:
                child.getparent().remove(child)


def root_of(tag: str, prefixes: Iterable[str], default: str | None = None) -> Branch:
    """The root element with its namespace declarations."""
    spaces: dict[str | None, str] = {prefix: PREFIXES[prefix] for prefix in prefixes}
    if default:
        spaces[None] = default
    return Branch(etree.Element(tag, nsmap=spaces))


def document_bytes(root: Branch, keep: Iterable[Branch] = ()) -> bytes:
    """The finished document in UTF-8 with its declaration."""
    root.prune(keep)
    written: bytes = etree.tostring(root.element, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def item_attributes(line: Line) -> tuple[tuple[str, str], ...]:
    """BG-32 with the product group in front, where the reader looks for it."""
    group = ((PRODUCT_GROUP, line.product_group),) if line.product_group else ()
    return group + line.attributes
