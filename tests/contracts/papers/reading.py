"""Reads a paper back: what its pages say and what the file says about itself."""

from io import BytesIO

import pikepdf
from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """The text of every page, each gap one blank."""
    return flat(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def flat(text: str) -> str:
    """Line breaks and no-break blanks are where the page had room for them."""
    return " ".join(text.split())


def missing(pdf: bytes, facts: list[str]) -> list[str]:
    """The facts that a reader does not find on the pages."""
    text = text_of(pdf)
    return [fact for fact in facts if flat(fact) not in text]


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def size_in_mm(pdf: bytes) -> tuple[int, int]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def smallest_type(pdf: bytes) -> float:
    """The smallest type on any page, in points."""
    found: list[float] = []

    def seen(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            found.append(round(abs(cm[3] * tm[3]) * size, 1))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=seen)
    return min(found)


def pdf_ua_part(pdf: bytes) -> str:
    """Which part of PDF/UA the file declares to follow."""
    with pikepdf.open(BytesIO(pdf)) as file, file.open_metadata() as metadata:
        return str(metadata["pdfuaid:part"])
