"""What several papers are made of: rows, prices, the pages themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.documents.rendering import render_paper

STYLE = "contracts/papers/paper.css"
Text = str | Promise


@dataclass(frozen=True)
class Row:
    """One fact: what it is called and what it is, both in the language of the paper."""

    label: Text
    value: str


class PriceKind(Enum):
    """When a price is due; papers list prices in this order."""

    MONTHLY = 1
    FIRST_MONTH = 2  # the part of the month from activation on
    ONE_OFF = 3
    USAGE = 4
    OPTION = 5  # may be ordered in addition, each month

    @property
    def label(self) -> Text:
        return PRICE_LABELS[self]


PRICE_LABELS: dict[PriceKind, Text] = {
    PriceKind.MONTHLY: pgettext_lazy("prices", "Each month"),
    PriceKind.FIRST_MONTH: pgettext_lazy("prices", "First month, from the activation on"),
    PriceKind.ONE_OFF: pgettext_lazy("prices", "Once"),
    PriceKind.USAGE: pgettext_lazy("prices", "By use"),
    PriceKind.OPTION: pgettext_lazy("prices", "Options you can add, each month"),
}


@dataclass(frozen=True)
class PriceLine:
    """A price as the customer pays it. `unit` is what one of it is bought for ("per minute"), `places` how many
    digits the price list states, `note` a condition ("in the first 12 months")."""

    label: str
    amount: Decimal
    kind: PriceKind = PriceKind.MONTHLY
    unit: str = ""
    note: str = ""
    places: int = 2


@dataclass(frozen=True)
class PriceGroup:
    """The prices that are due at the same time."""

    label: Text
    lines: tuple[PriceLine, ...]


def price_groups(prices: Iterable[PriceLine]) -> list[PriceGroup]:
    """Prices by the time they are due, each group in the order it came; groups without prices are left out."""
    listed = list(prices)
    groups = (PriceGroup(k.label, tuple(p for p in listed if p.kind is k)) for k in PriceKind)
    return [group for group in groups if group.lines]


def pages(
    template: str, *, title: str, subject: str, stated_at: datetime, language: str, **context: Any
) -> bytes:
    """The paper as tagged PDF (PDF/UA-1). `stated_at` is the moment the paper is about; it also dates the file."""
    named = {"title": title, "subject": subject, "issued_at": stated_at, **context}
    return render_paper(f"contracts/papers/{template}", named, language=language, style=STYLE)


VAT_INCLUDED = _("All prices include value added tax.")
VAT_ADDED = _("All prices are without value added tax.")
