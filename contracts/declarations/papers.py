"""The receipt of a declaration on paper: made on first request from what is stored, kept, never changed (C11)."""

from datetime import datetime

from django.utils import translation

from contracts import papers
from contracts.models import Declaration
from portal.documents.models import Document

from .content import next_steps_of, rows_of, words_of


def paper_of(declaration: Declaration, *, now: datetime) -> Document:
    """The kept receipt, in the language the declaration was written in."""
    return papers.keep_receipt(
        receipt_paper(declaration),
        subject=declaration,
        customer_id=declaration.customer_id,
        language=declaration.language,
        now=now,
    )


def receipt_paper(declaration: Declaration) -> papers.ReceiptPaper:
    """The content: the same words, fields and next steps as on the page and in the mail."""
    kinds = papers.Declaration
    with translation.override(declaration.language):
        return papers.ReceiptPaper(
            declaration=kinds.TERMINATION if declaration.is_termination else kinds.WITHDRAWAL,
            number=declaration.number,
            received_at=declaration.received_at,
            words=words_of(declaration),
            details=tuple(papers.Row(label, text) for label, text in rows_of(declaration)),
            next_steps=tuple(next_steps_of(declaration)),
        )
