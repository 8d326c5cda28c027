"""The contract summary: what a consumer reads before ordering a telecom product (C4, § 54 (3) TKG).

Order and headings are those of the template in the annex of Implementing Regulation (EU) 2019/2243, which also
asks for A4, at least 10 point, and at most one page, for bundles three.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from .parts import VAT_ADDED, VAT_INCLUDED, PriceLine, Text, pages, price_groups

TEMPLATE = "contract_summary.html"


@dataclass(frozen=True)
class Speed:
    """One direction of an internet access in Mbit/s, written as the catalogue writes it ("250", "2,5").

    Fixed lines state minimum, usual and maximum; mobile networks the estimated maximum only (Art. 4 (1) d of
    Regulation (EU) 2015/2120).
    """

    label: str  # download, upload
    maximum: str
    usual: str = ""
    minimum: str = ""


@dataclass(frozen=True, kw_only=True)
class ContractSummary:
    """What the summary states. `minimum_term_months` 0: this order begins no minimum term; with
    a `minimum_term_ends_on` the one that runs already goes on."""

    product_name: str
    services: tuple[str, ...]
    speeds: tuple[Speed, ...] = ()
    prices: tuple[PriceLine, ...]
    minimum_term_months: int
    minimum_term_ends_on: date | None = None
    notice_text: str
    renewal_text: str
    early_end_text: str = ""  # what an early end costs
    activation_on: date
    accessibility: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    catalogue_version: str
    customer_number: str
    made_at: datetime
    with_vat: bool = True  # consumers see what they pay

    @property
    def vat_note(self) -> Text:
        return VAT_INCLUDED if self.with_vat else VAT_ADDED

    @property
    def has_full_speeds(self) -> bool:
        """Whether minimum and usual speeds are stated, too."""
        return any(speed.minimum or speed.usual for speed in self.speeds)


def render_contract_summary(content: ContractSummary, *, language: str) -> bytes:
    """The summary as PDF; the same content gives the same bytes, so that its hash can stand in the order."""
    return pages(
        TEMPLATE,
        title=summary_title(content, language=language),
        subject=content.product_name,
        stated_at=content.made_at,
        language=language,
        paper=content,
        groups=price_groups(content.prices),
    )


def summary_title(content: ContractSummary, *, language: str) -> str:
    """`Vertragszusammenfassung Internet 250`."""
    with translation.override(language):
        return f"{_('Contract summary')} {content.product_name}"
