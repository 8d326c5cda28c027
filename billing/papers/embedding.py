"""Puts the e-invoice into its PDF and declares what the file is: PDF/A-3a, PDF/UA-1 and, for CII, ZUGFeRD.

WeasyPrint writes tagged PDF/A-3a; one XMP packet then names both standards, each namespace outside PDF/A described
by an extension schema. The tests check the structure; running a validator such as veraPDF is left to the operator.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from lxml import etree

from billing.einvoice.facts import InvoiceFacts, Syntax
from billing.einvoice.safe_xml import parse
from billing.einvoice.schema import EN16931, deviations

ZUGFERD_NAME = "factur-x.xml"
UBL_NAME = "invoice-ubl.xml"
CII_NAME = "invoice-cii.xml"
# Guidelines (BT-24) that are profiles of Factur-X / ZUGFeRD 2, with the name the standard gives them in XMP
LEVELS = {
    EN16931: "EN 16931",
    f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic": "BASIC",
    f"{EN16931}#conformant#urn:factur-x.eu:1p0:extended": "EXTENDED",
}
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Schema:
    """An XMP namespace that PDF/A does not know, described as it demands."""

    name: str
    namespace: str
    prefix: str
    properties: tuple[tuple[str, str, str, str], ...]


PDF_UA = Schema(
    "PDF/UA identification schema",
    "http://www.aiim.org/pdfua/ns/id/",
    "pdfuaid",
    (("part", "Integer", "internal", "Part of ISO 14289 the file conforms to"),),
)
FACTUR_X = Schema(
    "Factur-X PDFA Extension Schema",
    "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "fx",
    (
        ("DocumentFileName", "Text", "external", "The name of the embedded XML document"),
        ("DocumentType", "Text", "external", "The type of the hybrid document in capital letters"),
        ("Version", "Text", "external", "The version of the standard applying to the embedded XML document"),
        ("ConformanceLevel", "Text", "external", "The conformance level of the embedded XML document"),
    ),
)


@dataclass(frozen=True)
class Source:
    """The e-invoice as it goes into the PDF. `level` is empty where the file is no ZUGFeRD."""

    xml: bytes
    filename: str
    level: str

    @property
    def relationship(self) -> pikepdf.Name:
        """ZUGFeRD: the XML says the same as the pages; otherwise it is what they were made from."""
        return pikepdf.Name.Alternative if self.level else pikepdf.Name.Source


def source_of(facts: InvoiceFacts, xml: bytes) -> Source:
    """How this e-invoice is attached: declared as ZUGFeRD only if it is CII of a Factur-X profile and keeps to
    the profile's schema; XRechnung, other guidelines and UBL are plain sources."""
    if facts.syntax is Syntax.UBL:
        return Source(xml, UBL_NAME, "")
    level = LEVELS.get(facts.profile, "")
    if level and deviations(parse(xml, max_bytes=len(xml)), facts.profile):
        level = ""
    return Source(xml, ZUGFERD_NAME if level else CII_NAME, level)


def embed(pdf: bytes, source: Source, *, language: str, issued_at: datetime) -> bytes:
    """The finished file: `pdf` with the XML attached byte for byte and one XMP packet for everything."""
    with pikepdf.open(BytesIO(pdf)) as document:
        _attach(document, source, issued_at)
        document.Root.Metadata = document.make_stream(
            _xmp(document, source, language, issued_at), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        finished = BytesIO()
        document.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return finished.getvalue()


def _attach(document: pikepdf.Pdf, source: Source, issued_at: datetime) -> None:
    moment = issued_at.strftime("D:%Y%m%d%H%M%SZ")
    spec = pikepdf.AttachedFileSpec(
        document,
        source.xml,
        description="Factur-X/ZUGFeRD" if source.level else "EN 16931",
        filename=source.filename,
        mime_type="text/xml",
        creation_date=moment,
        mod_date=moment,
    )
    spec.relationship = source.relationship
    document.attachments[source.filename] = spec
    document.Root.AF = document.make_indirect(pikepdf.Array([spec.obj]))


def _xmp(document: pikepdf.Pdf, source: Source, language: str, issued_at: datetime) -> bytes:
    """The XMP packet; title, author and subject are those of the pages, so both places say the same."""
    info: Any = document.docinfo
    text = render_to_string(
        "billing/papers/xmp.xml",
        {
            "mark": BYTE_ORDER_MARK,
            "title": str(info.get("/Title", "")),
            "author": str(info.get("/Author", "")),
            "subject": str(info.get("/Subject", "")),
            "producer": str(info.get("/Producer", "")),
            "issued_at": issued_at.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "language": language,
            "level": source.level,
            "filename": source.filename,
            "schemas": [PDF_UA, FACTUR_X] if source.level else [PDF_UA],
        },
    )
    etree.fromstring(text.encode())  # a packet that is no XML must never get into a paper
    return text.encode()
