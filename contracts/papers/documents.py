"""Papers about contracts as they are kept: made once, stored, never changed (architecture, wall 6).

Each function issues the paper of `subject`, or returns the one that was issued before: the first writer wins, and
what was kept is not made anew. `retain_until` is the earliest end; a paper about a contract that still runs stays.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import models

from portal.documents import store
from portal.documents.models import Document
from portal.lib.periods import ACCOUNTING_RECORD_YEARS, berlin_day, kept_until_year_end
from portal.lib.zip_streams import safe_file_name

from .confirmation import OrderPaper, confirmation_title, render_confirmation
from .contract_summary import ContractSummary, render_contract_summary, summary_title
from .kinds import CONFIRMATION, MANDATE, RECEIPT, SUMMARY
from .mandate import MandatePaper, mandate_title, render_mandate
from .receipt import ReceiptPaper, receipt_title, render_receipt

COMMERCIAL_LETTER_YEARS = 6  # § 257 (1) no. 2, 3 and (4) HGB, § 147 (1) no. 2, 3 and (3) AO
MANDATE_YEARS = ACCOUNTING_RECORD_YEARS  # it explains bookings: § 147 (1) no. 4 and (3) AO
PDF_TYPE = "application/pdf"
LONGEST_TITLE = 200


def letters_kept_until(now: datetime) -> date:
    """The earliest end of a paper of today that is a commercial letter."""
    return kept_until_year_end(berlin_day(now), COMMERCIAL_LETTER_YEARS)


def keep_contract_summary(
    content: ContractSummary,
    *,
    subject: models.Model,
    customer_id: int | None,
    language: str,
    retain_until: date,
    now: datetime,
) -> Document:
    """The summary of a draft, kept as long as the draft; the document's `sha256` is what the order remembers (C4)."""
    return _keep(
        SUMMARY,
        lambda: render_contract_summary(content, language=language),
        title=summary_title(content, language=language),
        subject=subject,
        customer_id=customer_id,
        retain_until=retain_until,
        now=now,
    )


def keep_order_confirmation(
    content: OrderPaper, *, subject: models.Model, customer_id: int | None, language: str, now: datetime
) -> Document:
    """The confirmation of an order."""
    return _keep(
        CONFIRMATION,
        lambda: render_confirmation(content, language=language),
        title=confirmation_title(content, language=language),
        subject=subject,
        customer_id=customer_id,
        retain_until=letters_kept_until(now),
        now=now,
    )


def keep_receipt(
    content: ReceiptPaper, *, subject: models.Model, customer_id: int | None, language: str, now: datetime
) -> Document:
    """The receipt of a declaration; `customer_id` None while nobody knows whose it is."""
    return _keep(
        RECEIPT,
        lambda: render_receipt(content, language=language),
        title=receipt_title(content, language=language),
        subject=subject,
        customer_id=customer_id,
        retain_until=letters_kept_until(now),
        now=now,
    )


def keep_mandate(
    content: MandatePaper, *, subject: models.Model, customer_id: int | None, language: str, now: datetime
) -> Document:
    """The mandate; whoever deletes papers first makes sure that it is not in use any more."""
    return _keep(
        MANDATE,
        lambda: render_mandate(content, language=language),
        title=mandate_title(content, language=language),
        subject=subject,
        customer_id=customer_id,
        retain_until=kept_until_year_end(berlin_day(now), MANDATE_YEARS),
        now=now,
    )


def _keep(
    kind: str,
    render: Callable[[], bytes],
    *,
    title: str,
    subject: models.Model,
    customer_id: int | None,
    retain_until: date,
    now: datetime,
) -> Document:
    kept = store.find(subject, kind)
    if kept is not None:
        return kept
    return store.keep(
        subject=subject,
        kind=kind,
        content=render(),
        customer_id=customer_id,
        title=title[:LONGEST_TITLE],
        filename=safe_file_name(f"{title}.pdf"),
        content_type=PDF_TYPE,
        retain_until=retain_until,
        now=now,
    )
