"""The card of the start page for the moment when a phone is lost: one click to the form that blocks (C2, D3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from contracts.models.inventory import RUNNING
from contracts.orders.offers import order_url
from mobile.models import MobileNumber, SimCard, SimState
from mobile.order_kinds.cards import card_title
from mobile.rules.sims import block_fault
from portal.access.requests import CustomerRequest
from portal.lib.periods import berlin_day

BLOCKABLE = [state for state in SimState if not block_fault(state)]


@dataclass(frozen=True)
class Blockable:
    """One card that can be blocked, and where."""

    number: str
    card: str  # tells the cards of one number apart; "" where there is one only
    url: str


def sims_to_block(request: HttpRequest) -> Mapping[str, Any] | None:
    """A link for each living card, in two queries; nothing on the start page without any."""
    access = cast(CustomerRequest, request).access
    sims = list(
        SimCard.objects.visible_to(access)
        .filter(state__in=BLOCKABLE, product__status__in=RUNNING)
        .select_related("product")
    )
    if not sims:
        return None
    products = [sim.product_id for sim in sims]
    rows = MobileNumber.objects.filter(product__in=products).valid_on(berlin_day(timezone.now()))
    numbers = {row.product_id: row.national for row in rows}
    shown = [
        Blockable(
            numbers.get(sim.product_id) or sim.product.title,
            card_title(sim) if products.count(sim.product_id) > 1 else "",
            f"{order_url('sim-block', sim.product_id)}?cards={sim.pk}",
        )
        for sim in sims
    ]
    return {"sims": shown, "only": shown[0] if len(shown) == 1 else None}
