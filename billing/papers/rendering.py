"""An invoice as PDF/A-3a pages, from its frozen facts alone; the XML is put in afterwards (embedding.py)."""

from datetime import datetime
from typing import Any

from billing.einvoice.facts import InvoiceFacts
from portal.documents.rendering import paper_html, render_paper

from .content import Content

TEMPLATE = "billing/papers/invoice.html"
STYLE = "billing/papers/invoice.css"


def render_pdf(facts: InvoiceFacts, *, language: str, issued_at: datetime) -> bytes:
    """The pages of the invoice in the customer's language, tagged, without the XML."""
    return render_paper(
        TEMPLATE, _context(facts, issued_at), language=language, style=STYLE, pdf_variant="pdf/a-3a"
    )


def render_html(facts: InvoiceFacts, *, language: str, issued_at: datetime) -> str:
    """What `render_pdf` prints."""
    return paper_html(TEMPLATE, _context(facts, issued_at), language=language)


def _context(facts: InvoiceFacts, issued_at: datetime) -> dict[str, Any]:
    return {"paper": Content(facts), "facts": facts, "currency": facts.currency, "issued_at": issued_at}
