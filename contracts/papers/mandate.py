"""The SEPA direct debit mandate (core scheme) that a customer gave in the portal (B2).

Wording and facts are those the SEPA Core Direct Debit rulebook asks for; it is never a business-to-business mandate,
which knows no refund.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from .parts import pages

TEMPLATE = "mandate.html"


@dataclass(frozen=True, kw_only=True)
class MandatePaper:
    """What the mandate states; the IBAN in full, for it is the customer's own paper."""

    creditor_name: str
    creditor_address: tuple[str, ...]
    creditor_id: str
    reference: str
    debtor_name: str
    debtor_address: tuple[str, ...] = ()
    iban: str
    bic: str = ""
    bank_name: str = ""
    place: str = ""
    customer_number: str
    given_at: datetime

    @property
    def iban_text(self) -> str:
        """In groups of four, as banks print it."""
        compact = "".join(self.iban.split())
        return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def render_mandate(content: MandatePaper, *, language: str) -> bytes:
    """The mandate as PDF."""
    return pages(
        TEMPLATE,
        title=mandate_title(content, language=language),
        subject=content.creditor_name,
        stated_at=content.given_at,
        language=language,
        paper=content,
    )


def mandate_title(content: MandatePaper, *, language: str) -> str:
    """`SEPA-Lastschriftmandat NW-4999999999-2`."""
    with translation.override(language):
        return f"{_('SEPA direct debit mandate')} {content.reference}"
