"""The PDF of an invoice is PDF/A-3a, PDF/UA-1 and, made from CII, ZUGFeRD (E2)."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import facturx
import pikepdf
import pytest

from billing.einvoice.facts import Syntax
from billing.einvoice.reading import read_document
from billing.einvoice.writing import write_cii, write_ubl
from billing.papers.embedding import embed, source_of
from billing.papers.rendering import render_pdf
from tests.billing.einvoice.cast import CAST, ORDINARY
from tests.billing.papers.structure import attached, fonts, open_pdf, roles, said

NOW = datetime(2026, 11, 15, 6, tzinfo=UTC)


def paper_of(xml: bytes, *, language: str = "de") -> bytes:
    facts = read_document(xml, name="invoice.xml").facts
    pages = render_pdf(facts, language=language, issued_at=NOW)
    return embed(pages, source_of(facts, xml), language=language, issued_at=NOW)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return paper_of(write_cii(ORDINARY))


@pytest.fixture
def pdf(paper: bytes) -> pikepdf.Pdf:
    return open_pdf(paper)


def test_e2_the_file_declares_pdf_a_3a_and_pdf_ua_1(pdf: pikepdf.Pdf) -> None:
    assert said(pdf, "pdfaid:part") == ["3"]
    assert said(pdf, "pdfaid:conformance") == ["A"]
    assert said(pdf, "pdfuaid:part") == ["1"]
    assert said(pdf, "pdfaSchema:prefix") == ["pdfuaid", "fx"]


def test_e2_the_file_is_tagged_and_says_its_language_and_title(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked == True  # noqa: E712  (a PDF boolean)
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"} <= roles(pdf)
    assert str(pdf.Root.Lang) == "de"
    assert said(pdf, "dc:title//rdf:li") == ["Rechnung R-2026/10 000123"]
    assert str(pdf.docinfo.Title) == "Rechnung R-2026/10 000123"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712


def test_e2_colours_and_fonts_are_inside_the_file(pdf: pikepdf.Pdf) -> None:
    [intent] = pdf.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 100
    found = fonts(pdf)
    assert found
    assert all("/FontFile2" in font or "/FontFile3" in font for font in found)
    assert {str(font.FontName).partition("+")[2] for font in found} == {"Paper", "Paper-Bold"}


def test_e2_the_file_has_an_id_no_encryption_and_no_script(pdf: pikepdf.Pdf) -> None:
    assert len(pdf.trailer.ID) == 2
    assert not pdf.is_encrypted
    assert "/JavaScript" not in pdf.Root.get("/Names", {})
    assert "/OpenAction" not in pdf.Root


@pytest.mark.parametrize("name", CAST)
def test_e2_the_cii_document_is_inside_byte_for_byte(name: str) -> None:
    xml = write_cii(CAST[name])
    paper = paper_of(xml)
    assert attached(open_pdf(paper)) == {"factur-x.xml": ("/Alternative", xml)}
    assert read_document(paper, name="paper.pdf").xml == xml  # our own import takes it
    assert facturx.get_xml_from_pdf(BytesIO(paper), check_xsd=True) == ("factur-x.xml", xml)


@pytest.mark.parametrize(
    ("guideline", "level"),
    [
        ("urn:cen.eu:en16931:2017", "EN 16931"),
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", "EXTENDED"),
    ],
)
def test_e2_zugferd_is_declared_with_the_profile_of_the_document(guideline: str, level: str) -> None:
    pdf = open_pdf(paper_of(write_cii(replace(ORDINARY, profile=guideline))))
    assert said(pdf, "fx:ConformanceLevel") == [level]
    assert said(pdf, "fx:DocumentType") == ["INVOICE"]
    assert said(pdf, "fx:DocumentFileName") == ["factur-x.xml"]
    assert said(pdf, "fx:Version") == ["1.0"]


@pytest.mark.parametrize(
    "guideline",
    [
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
        "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic",  # named, but the document holds more
    ],
)
def test_e2_cii_that_is_no_factur_x_profile_is_attached_as_source(guideline: str) -> None:
    xml = write_cii(replace(ORDINARY, profile=guideline))
    pdf = open_pdf(paper_of(xml))
    assert attached(pdf) == {"invoice-cii.xml": ("/Source", xml)}
    assert said(pdf, "fx:ConformanceLevel") == []
    assert said(pdf, "pdfaSchema:prefix") == ["pdfuaid"]


def test_e2_ubl_is_attached_as_source_without_declaring_zugferd() -> None:
    xml = write_ubl(replace(ORDINARY, syntax=Syntax.UBL))
    pdf = open_pdf(paper_of(xml))
    assert attached(pdf) == {"invoice-ubl.xml": ("/Source", xml)}
    assert said(pdf, "fx:ConformanceLevel") == []
    assert said(pdf, "pdfaid:conformance") == ["A"]
    assert said(pdf, "pdfuaid:part") == ["1"]


def test_e2_hostile_texts_stay_texts() -> None:
    """What a document says becomes neither markup nor a request nor a broken XMP packet."""
    name = '</title><img src="file:///etc/passwd"> & <b>'
    seller = replace(ORDINARY.seller, name=name, trading_name="")
    pdf = open_pdf(paper_of(write_cii(replace(ORDINARY, number="R<1>&", seller=seller))))
    assert said(pdf, "dc:title//rdf:li") == ["Rechnung R<1>&"]
    assert said(pdf, "dc:creator//rdf:li") == [name]
    assert not list(pdf.pages[0].get_images())
