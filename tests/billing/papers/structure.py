"""Looks into a PDF: what PDF/A-3a, PDF/UA-1 and ZUGFeRD ask of its structure."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}


def open_pdf(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def xmp(pdf: pikepdf.Pdf) -> Any:
    return etree.fromstring(pdf.Root.Metadata.read_bytes().strip())


def said(pdf: pikepdf.Pdf, path: str) -> list[str]:
    """The texts at `path` in the XMP packet."""
    return [element.text for element in xmp(pdf).iterfind(f".//{path}", NAMES)]


def attached(pdf: pikepdf.Pdf) -> dict[str, tuple[str, bytes]]:
    """Name → relationship and bytes of each file under /AF; the same files stand in the name tree."""
    found = {}
    for spec in pdf.Root.AF:
        name = str(spec.UF)
        found[name] = (str(spec.AFRelationship), spec.EF.F.read_bytes())
    assert sorted(found) == sorted(pdf.attachments)
    return found


def roles(pdf: pikepdf.Pdf) -> set[str]:
    """Kinds of structure elements in the tag tree."""
    found: set[str] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/S" in element:
            found.add(str(element.S))
        kids = element.get("/K", pikepdf.Array())
        waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """The font programs' descriptors of every page."""
    return [
        descendant.FontDescriptor
        for page in pdf.pages
        for font in page.Resources.get("/Font", {}).values()
        for descendant in font.get("/DescendantFonts", [])
    ]


def text_of(content: bytes, tmp_path: Path) -> str:
    """What a reader can copy out of the pages, blanks made equal."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    run = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())
