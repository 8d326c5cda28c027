"""An invoice as PDF/A-3a pages, from its frozen facts alone; the XML is put in afterwards (embedding.py)."""

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from billing.einvoice.facts import InvoiceFacts

from .content import Content

TEMPLATE = "billing/papers/invoice.html"
STYLE = Path(settings.BASE_DIR) / "templates" / "billing" / "papers" / "invoice.css"
FONTS = Path(__file__).parent / "fonts"
# Figtree (static/fonts) at fixed weights: cutting an instance out of the variable font takes longer than a page.
LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2212"
LATIN_EXTENDED = "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1E9F, U+20A0-20AB, U+20AD-20C0"
FACES = (
    ("figtree-400.ttf", 400, LATIN),
    ("figtree-700.ttf", 700, LATIN),
    ("figtree-ext-400.ttf", 400, LATIN_EXTENDED),
    ("figtree-ext-700.ttf", 700, LATIN_EXTENDED),
)

# Pango's font maps are not made for several threads; a page of an invoice takes a tenth of a second.
_one_at_a_time = threading.Lock()
# Papers need nothing from anywhere; what a document says can never make the portal fetch.
_fetch_nothing = URLFetcher(allowed_protocols=())


@dataclass(frozen=True)
class Look:
    """Fonts and style, read once per process."""

    fonts: FontConfiguration
    style: CSS


def render_pdf(facts: InvoiceFacts, *, language: str, issued_at: datetime) -> bytes:
    """The pages of the invoice in the customer's language, tagged, without the XML."""
    html = render_html(facts, language=language, issued_at=issued_at)
    with _one_at_a_time:
        look = look_of(settings.BRAND.colours.light)
        document = HTML(string=html, url_fetcher=_fetch_nothing)
        pdf: bytes = document.write_pdf(
            stylesheets=[look.style], font_config=look.fonts, pdf_variant="pdf/a-3a"
        )
    return pdf


def render_html(facts: InvoiceFacts, *, language: str, issued_at: datetime) -> str:
    """What `render_pdf` prints."""
    with translation.override(language):
        context = {
            "paper": Content(facts),
            "facts": facts,
            "currency": facts.currency,
            "brand": settings.BRAND,
            "language": language,
            "issued_at": issued_at,
        }
        return render_to_string(TEMPLATE, context)


@lru_cache(maxsize=4)
def look_of(brand_colour: str) -> Look:
    fonts = FontConfiguration()
    colour = f":root {{ --brand: {brand_colour}; }}\n"
    css = "".join(map(_face, FACES)) + colour + STYLE.read_text(encoding="utf-8")
    return Look(fonts, CSS(string=css, font_config=fonts))


def _face(face: tuple[str, int, str]) -> str:
    name, weight, signs = face
    address = (FONTS / name).as_uri()
    return (
        f'@font-face {{ font-family: Paper; font-weight: {weight}; src: url("{address}"); '
        f"unicode-range: {signs}; }}\n"
    )
