"""Pages of papers as tagged PDF, for every room: HTML templates, one look, no access to anything outside.

A paper's template extends `papers/base.html` and may bring a style of its own, which stands after
`papers/base.css`. WeasyPrint takes a second to load, so only processes that make papers pay for it.
"""

import atexit
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

BASE_STYLE = "papers/base.css"
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

# Pango's font maps are not made for several threads; a page takes a tenth of a second.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Look:
    """Fonts and style, read once per process."""

    fonts: "FontConfiguration"
    style: "CSS"


def render_paper(
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    style: str | None = None,
    pdf_variant: str = "pdf/ua-1",
) -> bytes:
    """The pages as PDF. `style` is the address of a style sheet below `templates/`.

    The same content gives the same bytes: the clock is not read, dates of the file come from the template.
    """
    return pages_of(paper_html(template, context, language=language), style=style, pdf_variant=pdf_variant)


def paper_html(template: str, context: Mapping[str, Any], *, language: str) -> str:
    """What `render_paper` prints; templates find `brand` and `language` beside their own context."""
    with translation.override(language):
        return render_to_string(template, {"brand": settings.BRAND, "language": language, **context})


def pages_of(html: str, *, style: str | None, pdf_variant: str) -> bytes:
    """PDF from HTML. Nothing is ever fetched: what a paper says cannot make the portal ask anybody."""
    from weasyprint import HTML

    with _one_at_a_time:
        look = look_of(settings.BRAND.colours.light, style)
        document = HTML(string=html, url_fetcher=_fetcher())
        pdf: bytes = document.write_pdf(
            stylesheets=[look.style], font_config=look.fonts, pdf_variant=pdf_variant
        )
    return pdf


@cache
def _fetcher() -> "URLFetcher":
    """Made once: a new one would read all certificates of the machine, only to ask nobody."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=())


@lru_cache(maxsize=16)
def look_of(brand_colour: str, style: str | None) -> Look:
    """The fonts and the joined style sheets, with the brand's colour as `--brand`."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    colour = f":root {{ --brand: {brand_colour}; }}\n"
    sheets = [_sheet(name) for name in (BASE_STYLE, style) if name]
    css = "".join((*map(_face, FACES), colour, *sheets))
    return Look(fonts, CSS(string=css, font_config=fonts))


# WeasyPrint cannot let go of its fonts any more once Python has begun to take the modules apart.
atexit.register(look_of.cache_clear)


def _sheet(name: str) -> str:
    return (Path(settings.BASE_DIR) / "templates" / name).read_text(encoding="utf-8")


def _face(face: tuple[str, int, str]) -> str:
    name, weight, signs = face
    address = (FONTS / name).as_uri()
    return (
        f'@font-face {{ font-family: Paper; font-weight: {weight}; src: url("{address}"); '
        f"unicode-range: {signs}; }}\n"
    )
