"""An invoice as PDF/A-3a pages, from its frozen facts alone; the XML is put in afterwards (embedding.py)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from billing.einvoice.facts import InvoiceFacts
from contracts.contract_data import ContractData
from portal.documents.rendering import paper_html, render_paper

from .content import Content

TEMPLATE = "billing/papers/invoice.html"
STYLE = "billing/papers/invoice.css"


def render_pdf(
    facts: InvoiceFacts, contracts: Sequence[ContractData] = (), *, language: str, issued_at: datetime
) -> bytes:
    """The pages of the invoice in the customer's language, tagged, without the XML."""
    context = _context(facts, contracts, issued_at)
    return render_paper(TEMPLATE, context, language=language, style=STYLE, pdf_variant="pdf/a-3a")


def render_html(
    facts: InvoiceFacts, contracts: Sequence[ContractData] = (), *, language: str, issued_at: datetime
) -> str:
    """What `render_pdf` prints."""
    return paper_html(TEMPLATE, _context(facts, contracts, issued_at), language=language)


def _context(facts: InvoiceFacts, contracts: Sequence[ContractData], issued_at: datetime) -> dict[str, Any]:
    return {
        "paper": Content(facts),
        "facts": facts,
        "currency": facts.currency,
        "issued_at": issued_at,
        "contracts": contracts,
        "provider_change_url": settings.PROVIDER_CHANGE_URL,
    }
