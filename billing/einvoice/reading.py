"""The door for incoming e-invoices: bytes in, facts out, or a Refusal that says why.

document = read_document(data, name="rechnung.xml")   # safe, understood, all needed fields there
findings = check(document)                            # schema and calculation rules; any finding refuses
findings = report(document)                           # the official rule sets; for information
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from billing.einvoice import cii, rules, rulesets, schema, ubl, zugferd
from billing.einvoice.elements import Reader, path_of
from billing.einvoice.facts import InvoiceFacts, Syntax
from billing.einvoice.refusals import Finding, Refusal
from billing.einvoice.refusals import msgid as _
from billing.einvoice.safe_xml import parse

MAX_BYTES = 20 * 1024 * 1024
PDF_MAGIC = b"%PDF-"
PDF_MAGIC_WITHIN = 1024  # bytes of junk that readers tolerate in front
ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"

UNKNOWN_ROOT = _(
    "The document is a “%(root)s”; accepted are UBL Invoice, UBL CreditNote and CrossIndustryInvoice."
)
OLD_ZUGFERD = _("The document is ZUGFeRD 1.0, which is older than EN 16931 and not accepted.")
NOT_CII = _("The e-invoice inside the PDF is a “%(root)s”; ZUGFeRD needs a CrossIndustryInvoice.")


@dataclass(frozen=True)
class Document:
    """One e-invoice as it came in and what it states."""

    syntax: Syntax
    name: str
    original: bytes  # the file, byte for byte
    xml: bytes  # the invoice in it; the same as `original` unless that is a PDF
    pdf: bytes | None  # the file if it is a hybrid PDF, then itself the paper the customer gets
    facts: InvoiceFacts
    root: Any = field(repr=False, compare=False)
    places: Mapping[str, Any] = field(repr=False, compare=False)  # elements by BT or BG number


def read_document(data: bytes, *, name: str, max_bytes: int = MAX_BYTES) -> Document:
    """Recognise the syntax by content, never by name, and read the facts; Refusal names every wrong field.

    `max_bytes` bounds the file and, separately, the XML unpacked from a PDF.
    """
    is_pdf = PDF_MAGIC in data[:PDF_MAGIC_WITHIN] and not data.lstrip().startswith(b"<")
    xml = zugferd.embedded_xml(data, max_bytes=max_bytes) if is_pdf else data
    root = parse(xml, max_bytes=max_bytes)
    reader = Reader()
    facts = _facts(root, reader, is_pdf)
    if reader.findings:
        raise Refusal(reader.findings)
    return Document(
        syntax=facts.syntax,
        name=name,
        original=data,
        xml=xml,
        pdf=data if is_pdf else None,
        facts=facts,
        root=root,
        places=reader.places,
    )


def check(document: Document) -> list[Finding]:
    """What refuses this document: its schema and the calculation rules, all of them at once."""

    def locate(term: str) -> rules.Place:
        element = document.places.get(term)
        return (None, "") if element is None else (element.sourceline, path_of(element))

    return [
        *schema.violations(document.root),
        *rules.violations(document.facts, locate),
    ]


def report(document: Document) -> list[Finding]:
    """What the official rule set and the profile's schema say; slow at first (compiles), then 5 to 200 ms."""
    profile = document.facts.profile
    return [*schema.deviations(document.root, profile), *rulesets.report(document.root, profile)]


def _facts(root: Any, reader: Reader, is_pdf: bool) -> InvoiceFacts:
    if root.tag == cii.ROOT:
        zugferd.refuse_profile_without_lines(reader.text(root, cii.GUIDELINE))
        facts = cii.read(root, reader)
        return replace(facts, syntax=Syntax.ZUGFERD) if is_pdf else facts
    shown = etree.QName(root).localname
    if root.tag == ZUGFERD_1:
        raise Refusal.single("XML-ROOT", OLD_ZUGFERD, root.sourceline, path_of(root))
    if is_pdf:
        raise Refusal.single("XML-ROOT", NOT_CII, root.sourceline, path_of(root), root=shown)
    if root.tag in {ubl.INVOICE, ubl.CREDIT_NOTE}:
        return ubl.read(root, reader)
    raise Refusal.single("XML-ROOT", UNKNOWN_ROOT, root.sourceline, path_of(root), root=root.tag)
