"""The papers of an invoice as they are kept: rendered once, stored, never changed (E2; architecture, wall 6)."""

import logging
from datetime import UTC, datetime

from django.utils import translation

from billing.einvoice.facts import from_json
from billing.models import Invoice
from billing.wording import title_of
from contracts.contract_data import ContractData
from portal.documents import store
from portal.documents.models import Document
from portal.lib.periods import kept_until_year_end
from portal.lib.zip_streams import safe_file_name

log = logging.getLogger(__name__)

ORIGINAL = "original"  # the XML as the billing run brought it
XML = "xml"  # the XML inside a ZUGFeRD PDF that the billing run brought
PDF = "pdf"  # that ZUGFeRD PDF, or else the paper we issued
PDF_TYPE = "application/pdf"


class PaperUnavailable(Exception):
    """The paper cannot be shown now; the reason is in the log, nothing was stored."""


def document_for(invoice: Invoice, now: datetime) -> Document:
    """The PDF of this invoice: as it came in (ZUGFeRD), as it was issued before, or issued now for ever.

    Two first requests at once issue one paper. PaperUnavailable when the original is missing or the pages
    cannot be made. Needs `invoice.customer` for the language of the pages.
    """
    kept = store.find(invoice, PDF)
    if kept is not None:
        return kept
    try:
        content = _render(invoice, now)
    except Exception as problem:
        log.exception("invoice %s: the paper cannot be made", invoice.pk)
        raise PaperUnavailable from problem
    return store.keep(
        subject=invoice,
        kind=PDF,
        content=content,
        customer_id=invoice.customer_id,
        title=paper_title(invoice),
        filename=file_name(invoice, "pdf"),
        content_type=PDF_TYPE,
        retain_until=kept_until_year_end(invoice.issued_on),
        now=now,
    )


def read(document: Document) -> bytes:
    """The content of a paper; PaperUnavailable when the file is damaged."""
    try:
        return store.read(document)
    except store.DocumentDamaged as damage:
        log.exception("document %s is damaged", document.pk)
        raise PaperUnavailable from damage


def xml_of(invoice: Invoice) -> bytes:
    """The e-invoice, byte for byte; for a ZUGFeRD PDF the XML inside it."""
    document = store.find(invoice, ORIGINAL) or store.find(invoice, XML)
    if document is None:
        log.error("invoice %s has no e-invoice", invoice.pk)
        raise PaperUnavailable
    return read(document)


def paper_title(invoice: Invoice) -> str:
    """`Rechnung R-2026-11-000123`, in the language of the paper, whoever asks for it."""
    with translation.override(invoice.customer.language):
        return f"{title_of(invoice.type_code)} {invoice.number}"[:200]


def file_name(invoice: Invoice, ending: str) -> str:
    """`Rechnung R-2026-11-000123.pdf`, safe on every system whatever the number is."""
    return safe_file_name(f"{paper_title(invoice)}.{ending}")


def _render(invoice: Invoice, now: datetime) -> bytes:
    # WeasyPrint takes a second to load; only processes that issue papers shall pay for it.
    from .embedding import embed, source_of
    from .rendering import render_pdf

    facts = from_json(invoice.facts)
    source = source_of(facts, xml_of(invoice))
    language = invoice.customer.language
    issued_at = now.astimezone(UTC)
    contracts = [ContractData.of_json(value) for value in invoice.contract_data]
    pages = render_pdf(facts, contracts, language=language, issued_at=issued_at)
    return embed(pages, source, language=language, issued_at=issued_at)
