"""The card of the start page for the moment when a phone is lost: one click to the form that blocks (C2, D3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from contracts.orders.offers import order_url
from mobile.glance import glances_of
from mobile.models import SimState
from mobile.order_kinds.cards import card_title
from mobile.rules.sims import block_fault

BLOCKABLE = [state for state in SimState if not block_fault(state)]


@dataclass(frozen=True)
class Blockable:
    """One card that can be blocked, and where."""

    number: str
    card: str  # tells the cards of one number apart; "" where there is one only
    url: str


def sims_to_block(request: HttpRequest) -> Mapping[str, Any] | None:
    """A link for each living card; nothing on the start page without any."""
    sims = [
        (glance, [sim for sim in glance.sims if sim.state in BLOCKABLE]) for glance in glances_of(request)
    ]
    shown = [
        Blockable(
            glance.title,
            card_title(card) if len(cards) > 1 else "",
            f"{order_url('sim-block', glance.product.pk)}?cards={card.pk}",
        )
        for glance, cards in sims
        for card in cards
    ]
    if not shown:
        return None
    return {"sims": shown, "only": shown[0] if len(shown) == 1 else None}
