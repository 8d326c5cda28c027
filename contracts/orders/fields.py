"""Form fields that kinds share: offers to choose from, with their prices, as cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Entry, Price
from portal.shell.formats import money_text

MOST_UNFOLDED = 8  # offers that a phone shows on about two screens


@dataclass(frozen=True)
class Offer:
    """One card: what it is, and what it costs in words. Cards of one `group` stand below its heading.

    `mark` tells a card from the others in a word or two: "since 1 May".
    """

    code: str
    name: str
    description: str
    price: str
    group: str = ""
    mark: str = ""

    @classmethod
    def of(cls, entry: Entry, price: Price) -> "Offer":
        """An entry of the catalogue in the active language."""
        return cls(entry.code, str(entry.name), str(entry.description), price_text(price))


class OfferRadios(forms.RadioSelect):
    """Radio buttons that show the whole offer. Many of them fold into their groups, so that a phone shows the choice
    between groups first; open is the group of what is chosen, else the first one."""

    template_name = "contracts/orders/offers.html"

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__(choices=_choices(offers))
        self.offers = {offer.code: offer for offer in offers}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        # the card is the label: without this the name would stand twice, in a label inside a label
        return option | {"offer": self.offers[str(value)], "wrap_label": False}

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(*args, **kwargs)
        widget = context["widget"]
        widget["folded"] = len(self.offers) > MOST_UNFOLDED
        widget["open_group"] = _open_group(widget["optgroups"])
        return context


class OfferField(forms.ChoiceField):
    """Choose one of the offers. A code that is not among them is refused with a sentence, not with its name."""

    def __init__(self, *, label: Any, offers: Sequence[Offer], **options: Any) -> None:
        super().__init__(
            label=label,
            choices=_choices(offers),
            widget=OfferRadios(offers),
            error_messages={
                "required": gettext_lazy("Please choose one of the offers."),
                "invalid_choice": gettext_lazy("This offer is not available. Please choose another one."),
            },
            **options,
        )


def _open_group(optgroups: Sequence[tuple[str | None, Sequence[Mapping[str, Any]], int]]) -> int:
    """The index of the group in which an offer is chosen, else the first one's."""
    chosen = (index for _group, options, index in optgroups if any(option["selected"] for option in options))
    return next(chosen, optgroups[0][2] if optgroups else 0)


def _choices(offers: Sequence[Offer]) -> list[Any]:
    """As Django wants them: one by one, or under the headings of their groups."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for offer in offers:
        grouped.setdefault(offer.group, []).append((offer.code, offer.name))
    return grouped.pop("", []) + list(grouped.items())


def price_text(price: Price) -> str:
    """`34,90 € a month, 49,00 € once`; `free of charge`."""
    parts = []
    if price.monthly:
        parts.append(_("%(amount)s a month") % {"amount": money_text(price.monthly)})
    if price.one_off:
        parts.append(_("%(amount)s once") % {"amount": money_text(price.one_off)})
    return ", ".join(parts) or _("free of charge")
