"""The machinery of papers: quick to load, deaf to everything outside, one look for every room."""

import subprocess
import sys

import pytest
from django.conf import settings

from portal.documents import rendering
from portal.documents.rendering import pages_of, paper_html, render_paper
from tests.billing.papers.structure import fonts, open_pdf, said

TEMPLATE = "papers/base.html"
CONTEXT = {"title": "Ein <Titel>", "subject": "Worum es geht"}


def test_loading_the_room_does_not_load_weasyprint() -> None:
    """A second that only those who make papers shall pay."""
    code = (
        "import sys, django; django.setup(); import contracts.papers, portal.documents.rendering;"
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False).returncode == 0


def test_every_paper_names_operator_and_page() -> None:
    html = paper_html(TEMPLATE, CONTEXT, language="de")
    for fact in ("Nordwerk Telekommunikation GmbH", "Leineuferweg 12", "0800 000 0000", "HRB 000000"):
        assert fact in html
    assert 'data-page="Seite"' in html
    assert "Ein &lt;Titel&gt;" in html


def test_pages_carry_our_font_and_the_wanted_standard() -> None:
    pdf = open_pdf(render_paper(TEMPLATE, CONTEXT, language="en", pdf_variant="pdf/a-3a"))
    assert said(pdf, "pdfaid:part") or b'pdfaid:part="3"' in pdf.Root.Metadata.read_bytes()
    assert {str(font.FontName).partition("+")[2] for font in fonts(pdf)} == {"Paper", "Paper-Bold"}
    assert str(pdf.Root.Lang) == "en"


def test_nothing_is_fetched(tmp_path, caplog: pytest.LogCaptureFixture) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG")
    html = f'<html lang="de"><title>x</title><img alt="" src="{secret.as_uri()}"><p>Text</p>'
    pdf = open_pdf(pages_of(html, style=None, pdf_variant="pdf/ua-1"))
    assert not list(pdf.pages[0].get_images())
    assert "Failed to load image" in caplog.text


def test_fonts_and_style_are_read_once() -> None:
    rendering.look_of.cache_clear()
    for _ in range(3):
        render_paper(TEMPLATE, CONTEXT, language="de")
    assert rendering.look_of.cache_info().misses == 1
