"""Typed values out of XML elements, with the place of each; problems are collected, not raised."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lxml import etree

from billing.einvoice.refusals import Finding
from billing.einvoice.refusals import msgid as _

AMOUNT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z")
CURRENCY = re.compile(r"[A-Z]{3}\Z")
ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2}|T.*)?\Z")
LONGEST_AMOUNT = 40  # characters; more is no amount of money but an attack or an accident

PREFIXES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
PREFIX_OF = {uri: prefix for prefix, uri in PREFIXES.items()}

MISSING = {
    "BR-02": _("The invoice number (BT-1) is missing."),
    "BR-03": _("The issue date (BT-2) is missing."),
    "BR-04": _("The type code of the document (BT-3) is missing."),
    "BR-05": _("The currency of the invoice (BT-5) is missing."),
    "BR-06": _("The name of the seller (BT-27) is missing."),
    "BR-07": _("The name of the buyer (BT-44) is missing."),
    "BR-12": _("The sum of the line amounts (BT-106) is missing."),
    "BR-13": _("The total without VAT (BT-109) is missing."),
    "BR-14": _("The total with VAT (BT-112) is missing."),
    "BR-15": _("The amount due for payment (BT-115) is missing."),
    "BR-16": _("The document has no invoice line."),
    "BR-21": _("The line has no number (BT-126)."),
    "BR-24": _("The line has no net amount (BT-131)."),
    "BR-25": _("The line has no item name (BT-153)."),
    "BR-31": _("The allowance has no amount (BT-92)."),
    "BR-36": _("The charge has no amount (BT-99)."),
    "BR-41": _("The allowance of the line has no amount (BT-136)."),
    "BR-43": _("The charge of the line has no amount (BT-141)."),
    "BR-45": _("The row of the VAT breakdown has no taxable amount (BT-116)."),
    "BR-46": _("The row of the VAT breakdown has no VAT amount (BT-117)."),
    "BR-47": _("The row of the VAT breakdown has no VAT category (BT-118)."),
    "BR-55": _("The reference to the preceding invoice has no number (BT-25)."),
}
SEVERAL_TAX_TOTALS = _("The document states more than one VAT total in its own currency.")
UNKNOWN_TYPE = _("The type code %(code)s is neither an invoice nor a credit note in this syntax.")
UNKNOWN_CURRENCY = _("“%(code)s” is not a currency code.")
NO_AMOUNT = _("“%(text)s” is not a decimal number.")
NO_DATE = _("“%(text)s” is not a date in the form this syntax uses.")
WRONG_CURRENCY = _("The amount is in %(found)s, the invoice in %(expected)s.")

Element = Any


@lru_cache(maxsize=1024)
def clark(path: str) -> str:
    """`cac:Party/cbc:Name` in the notation lxml finds fastest."""
    return "/".join(
        re.sub(r"^(\w+):", lambda m: f"{{{PREFIXES[m.group(1)]}}}", step) for step in path.split("/")
    )


def path_of(element: Element) -> str:
    """The element's path with the usual prefixes; a position only where siblings share the name."""
    steps = []
    while element is not None:
        steps.append(_step(element))
        element = element.getparent()
    return "/" + "/".join(reversed(steps))


def _step(element: Element) -> str:
    name = etree.QName(element)
    prefix = PREFIX_OF.get(name.namespace or "", "")
    label = f"{prefix}:{name.localname}" if prefix else name.localname
    parent = element.getparent()
    twins = parent.findall(element.tag) if parent is not None else []
    return f"{label}[{twins.index(element) + 1}]" if len(twins) > 1 else label


class Reader:
    """Reads one document. `findings` fills while reading; `places` remembers elements by BT or BG number."""

    def __init__(self, currency: str = "") -> None:
        self.currency = currency
        self.findings: list[Finding] = []
        self.places: dict[str, Element] = {}

    def find(self, element: Element, path: str) -> Element:
        return None if element is None else element.find(clark(path))

    def each(self, element: Element, path: str) -> Iterator[Element]:
        return iter(()) if element is None else element.iterfind(clark(path))

    def text(self, element: Element, path: str) -> str:
        """The trimmed text of the first such element that has any, else ""."""
        for found in self.each(element, path):
            text = (found.text or "").strip()
            if text:
                return text
        return ""

    def texts(self, element: Element, path: str) -> tuple[str, ...]:
        found = ((e.text or "").strip() for e in self.each(element, path))
        return tuple(text for text in found if text)

    def needed_text(self, element: Element, path: str, rule: str) -> str:
        text = self.text(element, path)
        if not text:
            self.missing(element, path, rule)
        return text

    def amount(self, element: Element, path: str, key: str = "", *, currency: bool = False) -> Decimal | None:
        """The number at `path`; `currency` makes sure a stated currencyID is the invoice's."""
        found = self.find(element, path)
        if found is None:
            return None
        if key:
            self.places[key] = found
        if currency:
            self._check_currency(found)
        return self.number(found)

    def needed_amount(self, element: Element, path: str, rule: str, key: str = "") -> Decimal:
        amount = self.amount(element, path, key, currency=True)
        if amount is None:
            self.missing(element, path, rule)
            return Decimal(0)
        return amount

    def number(self, element: Element) -> Decimal:
        text = (element.text or "").strip()
        if len(text) > LONGEST_AMOUNT or not AMOUNT.match(text) or not text.isascii():
            self.report(element, "VALUE-AMOUNT", NO_AMOUNT, text=text[:LONGEST_AMOUNT])
            return Decimal(0)
        return Decimal(text)

    def tax_total(self, amounts: Iterable[Element], currency: str, key: str) -> Decimal | None:
        """BT-110 or BT-111: both syntaxes repeat the element, once per currency."""
        found = [a for a in amounts if currency and a.get("currencyID", self.currency) == currency]
        if not found:
            return None
        self.places[key] = found[0]
        if len(found) > 1:
            self.report(found[1], "BR-CO-15", SEVERAL_TAX_TOTALS)
        return self.number(found[0])

    def iso_date(self, element: Element, path: str) -> date | None:
        """xs:date, whose optional time zone says nothing about the day."""
        found = self.find(element, path)
        return None if found is None else self.date_of(found, ISO_DATE.match((found.text or "").strip()))

    def date_of(self, element: Element, match: re.Match[str] | None) -> date | None:
        """The calendar day a pattern found; reports an impossible one."""
        with suppress(ValueError):
            if match:
                return date.fromisoformat(match.group(1))
        self.report(element, "VALUE-DATE", NO_DATE, text=(element.text or "").strip()[:LONGEST_AMOUNT])
        return None

    def missing(self, element: Element, path: str, rule: str) -> None:
        line = element.sourceline if element is not None else None
        place = f"{path_of(element)}/{path}" if element is not None else path
        self.findings.append(Finding(rule, MISSING[rule], line, place))

    def type_code(self, element: Element, path: str, allowed: frozenset[str]) -> str:
        """BT-3; a code we cannot tell invoice or credit note by is refused."""
        code = self.needed_text(element, path, "BR-04")
        if code and code not in allowed:
            self.report(self.find(element, path), "BR-CL-01", UNKNOWN_TYPE, code=code)
        return code

    def document_currency(self, element: Element, path: str) -> str:
        """BT-5; every further amount is compared with it."""
        code = self.needed_text(element, path, "BR-05")
        if code and not CURRENCY.match(code):
            self.report(self.find(element, path), "BR-CL-04", UNKNOWN_CURRENCY, code=code)
        self.currency = code
        return code

    def report(self, element: Element, rule: str, reason: str, **values: str) -> None:
        self.findings.append(
            Finding(rule, reason, element.sourceline, path_of(element), tuple(values.items()))
        )

    def _check_currency(self, element: Element) -> None:
        stated = element.get("currencyID", "")
        if stated and self.currency and stated != self.currency:
            self.report(element, "VALUE-CURRENCY", WRONG_CURRENCY, found=stated, expected=self.currency)
