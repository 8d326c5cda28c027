"""The confirmation of an order, to keep: what was ordered on which terms (C5, § 312f (2), § 312i (1) BGB)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from .parts import VAT_ADDED, VAT_INCLUDED, PriceLine, Row, Text, pages, price_groups

TEMPLATE = "confirmation.html"


@dataclass(frozen=True)
class Withdrawal:
    """A consumer's right to withdraw: until when, and where in the portal (§§ 355, 356a BGB)."""

    deadline: date
    url: str


@dataclass(frozen=True, kw_only=True)
class OrderPaper:
    """What the confirmation states. `terms` are the terms in force at the time of order, paragraph by paragraph;
    a free order has no prices, a business no `withdrawal`."""

    order_number: str
    placed_at: datetime
    customer_number: str
    customer_name: str
    customer_address: tuple[str, ...] = ()
    product_name: str
    ordered: tuple[Row, ...] = ()
    prices: tuple[PriceLine, ...] = ()
    activation_on: date | None  # None where something ends: `duration` names the last day
    duration: tuple[Row, ...] = ()  # minimum term, its end, notice period
    withdrawal: Withdrawal | None = None
    terms: tuple[str, ...] = ()
    catalogue_version: str
    with_vat: bool = True

    @property
    def vat_note(self) -> Text:
        return VAT_INCLUDED if self.with_vat else VAT_ADDED


def render_confirmation(content: OrderPaper, *, language: str) -> bytes:
    """The confirmation as PDF."""
    return pages(
        TEMPLATE,
        title=confirmation_title(content, language=language),
        subject=content.product_name,
        stated_at=content.placed_at,
        language=language,
        paper=content,
        groups=price_groups(content.prices),
    )


def confirmation_title(content: OrderPaper, *, language: str) -> str:
    """`Auftragsbestätigung 4711`."""
    with translation.override(language):
        return f"{_('Order confirmation')} {content.order_number}"
