"""Hybrid PDFs: the invoice inside is found, and no PDF can harm the reader."""

import resource
import zlib
from io import BytesIO

import pikepdf
import pytest

from billing.einvoice.facts import Syntax
from billing.einvoice.reading import check, read_document
from billing.einvoice.refusals import Finding, Refusal
from billing.einvoice.writing import write_cii, write_ubl
from tests.billing.einvoice.cast import ORDINARY

CII = write_cii(ORDINARY)
LIMIT = 2_000_000


def pdf_with(*files: tuple[str, bytes], only: str = "", **save: object) -> bytes:
    """A one-page PDF with these files, listed under /AF and /Names or under the one named by `only`."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    specs = []
    for name, content in files:
        spec = pikepdf.AttachedFileSpec(pdf, content, filename=name, mime_type="text/xml")
        pdf.attachments[name] = spec
        specs.append(spec.obj)
    if only != "/Names":
        pdf.Root.AF = pikepdf.Array(specs)
    if only == "/AF":
        del pdf.Root.Names
    written = BytesIO()
    pdf.save(written, **save)
    return written.getvalue()


def pdf_with_stream(raw: bytes, filters: pikepdf.Object) -> bytes:
    """A PDF whose factur-x.xml is these packed bytes."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["factur-x.xml"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="factur-x.xml")
    pdf.attachments["factur-x.xml"].obj.EF.F.write(raw, filter=filters)
    written = BytesIO()
    pdf.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return written.getvalue()


def refusal_of(data: bytes) -> Finding:
    with pytest.raises(Refusal) as caught:
        read_document(data, name="rechnung.pdf", max_bytes=LIMIT)
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"]
)
@pytest.mark.parametrize("only", ["", "/AF", "/Names"])
def test_e3_the_invoice_is_found_byte_for_byte(name: str, only: str) -> None:
    data = pdf_with(("Anlage.xml", b"<other/>"), (name, CII), only=only)
    document = read_document(data, name="misleading.xml", max_bytes=LIMIT)
    assert document.xml == CII
    assert document.original == data
    assert document.pdf == data
    assert document.syntax is document.facts.syntax is Syntax.ZUGFERD
    assert check(document) == []


def test_the_same_invoice_twice_is_one() -> None:
    assert read_document(pdf_with(("factur-x.xml", CII), ("xrechnung.xml", CII)), name="a").xml == CII


def test_e3_two_different_invoices_are_refused() -> None:
    other = CII.replace(b"000123", b"000124")
    assert refusal_of(pdf_with(("factur-x.xml", CII), ("xrechnung.xml", other))).rule == "PDF-SEVERAL"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (pdf_with(), "PDF-NO-INVOICE"),
        (pdf_with(("rechnung.xml", CII)), "PDF-NO-INVOICE"),
        (pdf_with(("factur-x.xml", CII), encryption=pikepdf.Encryption(owner="o", user="u")), "PDF-ENCRYPTED"),
        (pdf_with(("factur-x.xml", CII), encryption=pikepdf.Encryption(owner="o", user="")), "PDF-ENCRYPTED"),
        (b"%PDF-1.7\nnothing follows", "PDF-BROKEN"),
        (b"%PDF-1.7\n" + b"\x00" * 1000, "PDF-BROKEN"),
        (pdf_with(("factur-x.xml", b"<broken")), "XML-SYNTAX"),
        (pdf_with(("factur-x.xml", b"")), "XML-EMPTY"),
        (pdf_with(("factur-x.xml", write_ubl(ORDINARY))), "XML-ROOT"),
        (pdf_with_stream(b"not packed at all", pikepdf.Name.FlateDecode), "PDF-BROKEN"),
        (pdf_with_stream(CII.hex().encode() + b">", pikepdf.Name.ASCIIHexDecode), "PDF-FILTER"),
        (b"%PDF-1.7\n" + b" " * LIMIT, "PDF-SIZE"),
    ],
    ids=[
        "empty", "other-name", "password", "owner-password", "stub", "zeros", "broken-xml", "no-xml", "ubl",
        "bad-flate", "hex", "large",
    ],
)  # fmt: skip
def test_e3_pdfs_without_a_readable_invoice_are_refused(data: bytes, rule: str) -> None:
    assert refusal_of(data).rule == rule


@pytest.mark.parametrize(
    "profile",
    ["urn:factur-x.eu:1p0:minimum", "urn:zugferd.de:2p0:minimum", "urn:factur-x.eu:1p0:basicwl"],
)
def test_e3_profiles_without_lines_are_refused(profile: str) -> None:
    data = pdf_with(("factur-x.xml", CII.replace(b"urn:cen.eu:en16931:2017", profile.encode())))
    finding = refusal_of(data)
    assert finding.rule == "PROFILE"
    assert profile in finding.sentence()


def test_e3_zugferd_1_is_refused() -> None:
    old = CII.replace(
        b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
        b"urn:ferd:CrossIndustryDocument:invoice:1p0",
    )
    old = old.replace(b"rsm:CrossIndustryInvoice", b"rsm:CrossIndustryDocument")
    finding = refusal_of(pdf_with(("ZUGFeRD-invoice.xml", old)))
    assert finding.rule == "XML-ROOT"
    assert "ZUGFeRD 1.0" in finding.sentence()


def test_e3_fifty_megabytes_of_zeros_are_not_unpacked() -> None:
    bomb = pdf_with_stream(zlib.compress(bytes(50_000_000), 9), pikepdf.Name.FlateDecode)
    assert len(bomb) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    finding = refusal_of(bomb)
    assert finding.rule == "PDF-SIZE"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # kB


def test_e3_an_object_stream_bomb_is_not_unpacked_to_open_the_file() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal_of(object_stream_bomb(500_000_000)).rule == "PDF-BROKEN"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def object_stream_bomb(size: int) -> bytes:
    """A PDF whose catalogue lies in an object stream of so many spaces."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"1 0 << /Type /Catalog /Pages 3 0 R >>")
    packed += b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    head = b"%PDF-1.7\n"
    objects = (
        b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )
    pages = b"3 0 obj << /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    at = len(head) + len(objects) + len(pages)
    rows = ((0, 0, 255), (2, 2, 0), (1, len(head), 0), (1, len(head) + len(objects), 0), (1, at, 0))
    table = b"".join(bytes([kind]) + offset.to_bytes(4, "big") + bytes([last]) for kind, offset, last in rows)
    cross = b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    return head + objects + pages + cross + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
