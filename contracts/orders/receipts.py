"""Receipts of what was declared in an order: a termination, a withdrawal (§ 312k (4), § 356a (4) BGB; C11)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import translation

from contracts.models import Order
from contracts.papers import Declaration, ReceiptPaper, Row, keep_receipt
from contracts.papers.kinds import RECEIPT
from portal.documents import store
from portal.documents.models import Document

from .moves import rows_in


def keep_order_receipt(
    order: Order,
    declaration: Declaration,
    *,
    words: Callable[[], str],
    next_steps: Callable[[], Sequence[str]],
    ends_on: date | None = None,
    now: datetime,
) -> Document:
    """The receipt of an order that declares something, in the language of whoever declared it.

    `words` and `next_steps` are asked for in that language.
    """
    language = order.placed_by.language if order.placed_by else order.customer.language
    with translation.override(language):
        paper = ReceiptPaper(
            declaration=declaration,
            number=order.number,
            received_at=order.placed_at,
            words=words(),
            details=tuple(Row(label, value) for label, value in rows_in(order.summary, language)),
            ends_on=ends_on,
            next_steps=tuple(next_steps()),
        )
    return keep_receipt(paper, subject=order, customer_id=order.customer_id, language=language, now=now)


def receipt_of(order: Order) -> Document | None:
    """The receipt of an order, if it declared something."""
    return store.find(order, RECEIPT)
