"""The receipt of a termination or withdrawal: its content word for word, date and time (C11).

§ 312k (4) BGB asks for content, date and time of receipt and the end of the contract, § 356a (4) BGB for content,
date and time; both at once and on a durable medium. A receipt confirms that the declaration arrived, no more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .parts import Row, pages

TEMPLATE = "receipt.html"


class Declaration(Enum):
    """What was declared."""

    TERMINATION = 1
    WITHDRAWAL = 2


TITLES: dict[Declaration, Promise] = {
    Declaration.TERMINATION: _("Receipt of your termination"),
    Declaration.WITHDRAWAL: _("Receipt of your withdrawal"),
}


@dataclass(frozen=True, kw_only=True)
class ReceiptPaper:
    """What the receipt states. `words` is the declaration as it was sent, line breaks kept; `details` are the
    fields of its form. `ends_on` is the end of the contract where it is known already."""

    declaration: Declaration
    number: str
    received_at: datetime
    words: str
    details: tuple[Row, ...] = ()
    ends_on: date | None = None
    next_steps: tuple[str, ...] = ()

    @property
    def is_termination(self) -> bool:
        return self.declaration is Declaration.TERMINATION


def render_receipt(content: ReceiptPaper, *, language: str) -> bytes:
    """The receipt as PDF."""
    title = receipt_title(content, language=language)
    return pages(
        TEMPLATE,
        title=title,
        subject=title,
        stated_at=content.received_at,
        language=language,
        paper=content,
    )


def receipt_title(content: ReceiptPaper, *, language: str) -> str:
    """`Eingangsbestätigung Ihrer Kündigung K-2026-000017`."""
    with translation.override(language):
        return f"{TITLES[content.declaration]} {content.number}"
