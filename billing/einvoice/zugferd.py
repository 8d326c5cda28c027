"""The XML inside a hybrid invoice PDF (ZUGFeRD, Factur-X), taken out without trusting the PDF."""

import zlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import settings as qpdf

from billing.einvoice.refusals import Refusal
from billing.einvoice.refusals import msgid as _
from billing.einvoice.safe_xml import TOO_LARGE

NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")  # compared without regard to case
WITHOUT_LINES = (":minimum", ":basicwl")  # ends of the guideline ids of the profiles that are no invoice

BROKEN = _("The PDF is broken and cannot be read: %(problem)s")
ENCRYPTED = _("The PDF is encrypted.")
NO_INVOICE = _("The PDF contains no e-invoice; it needs an embedded file named factur-x.xml.")
SEVERAL = _("The PDF contains several different e-invoices: %(names)s.")
UNKNOWN_FILTER = _("The embedded e-invoice is compressed in a way that is not allowed: %(filter)s")
BOMB = _("The embedded e-invoice is larger than the %(limit)s bytes allowed when unpacked.")
PROFILE = _(
    "The profile %(profile)s states no invoice lines and is no invoice by EN 16931. "
    "Profiles from BASIC upwards are accepted."
)

# Process-wide guards of qpdf, for the streams it unpacks itself to open a file (cross references, objects).
LARGEST_STREAM = 64 * 1024 * 1024
qpdf.set_qpdf_limits(
    flate_max_memory=LARGEST_STREAM,
    run_length_max_memory=LARGEST_STREAM,
    png_max_memory=LARGEST_STREAM,
    tiff_max_memory=LARGEST_STREAM,
    max_stream_filters=2,
    doc_max_warnings=100,
)


def embedded_xml(data: bytes, *, max_bytes: int) -> bytes:
    """The bytes of the e-invoice in this PDF, at most `max_bytes` unpacked."""
    if len(data) > max_bytes:
        raise Refusal.single("PDF-SIZE", TOO_LARGE, size=str(len(data)), limit=str(max_bytes))
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            return _invoice_of(pdf, max_bytes)
    except pikepdf.PasswordError:
        raise Refusal.single("PDF-ENCRYPTED", ENCRYPTED) from None
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        problem = str(error).rpartition("BytesIO object")[2].partition(": ")[2] or type(error).__name__
        raise Refusal.single("PDF-BROKEN", BROKEN, problem=problem) from None


def refuse_profile_without_lines(guideline: str) -> None:
    """MINIMUM and BASIC WL carry totals only."""
    if guideline.casefold().endswith(WITHOUT_LINES):
        raise Refusal.single("PROFILE", PROFILE, profile=guideline)


def _invoice_of(pdf: pikepdf.Pdf, max_bytes: int) -> bytes:
    if pdf.is_encrypted:
        raise Refusal.single("PDF-ENCRYPTED", ENCRYPTED)
    found: dict[str, bytes] = {}
    for name, stream in _embedded_streams(pdf):
        if name.casefold() in NAMES:
            found[name] = _unpack(stream, max_bytes)
    if not found:
        raise Refusal.single("PDF-NO-INVOICE", NO_INVOICE)
    if len(set(found.values())) > 1:
        raise Refusal.single("PDF-SEVERAL", SEVERAL, names=", ".join(sorted(found)))
    return next(iter(found.values()))


def _embedded_streams(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Name and stream of each file that the catalogue lists under /AF or /Names/EmbeddedFiles."""
    specs: list[Any] = []
    associated = pdf.Root.get("/AF")
    if isinstance(associated, pikepdf.Array):
        specs.extend(associated)
    names = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
    if names is not None:
        specs.extend(spec for _name, spec in pikepdf.NameTree(names).items())
    streams = []
    for spec in specs:
        files = spec.get("/EF") if isinstance(spec, pikepdf.Dictionary) else None
        if files is None:
            continue
        name = str(spec.get("/UF", spec.get("/F", "")))
        stream = files.get("/UF", files.get("/F"))
        if isinstance(stream, pikepdf.Stream):
            streams.append((name, stream))
    return streams


def _unpack(stream: Any, max_bytes: int) -> bytes:
    """Inflate at most `max_bytes`; qpdf's own reading would unpack everything first."""
    filters = stream.get("/Filter", pikepdf.Array())
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    raw = bytes(stream.read_raw_bytes())
    if not names:
        unpacked = raw
    elif names == ["/FlateDecode"] and "/DecodeParms" not in stream:
        unpacked = _inflate(raw, max_bytes)
    else:
        raise Refusal.single("PDF-FILTER", UNKNOWN_FILTER, filter=" ".join(names))
    if len(unpacked) > max_bytes:
        raise Refusal.single("PDF-SIZE", BOMB, limit=str(max_bytes))
    return unpacked


def _inflate(raw: bytes, max_bytes: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, max_bytes + 1)
    except zlib.error as error:
        raise Refusal.single("PDF-BROKEN", BROKEN, problem=str(error)) from None
