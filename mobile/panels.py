"""The SIM cards of a contract on its product page (D3, D5)."""

from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.models import SimState
from mobile.order_kinds.cards import card_title
from mobile.rules.sims import meaning, puk_fault


def sim_panel(product: Product) -> dict[str, Any] | None:
    """The cards that customers deal with, what their state means, and whether a PUK can be shown."""
    if product.family != Family.MOBILE:
        return None
    cards = [
        {
            "sim": sim,
            "title": card_title(sim),
            "meaning": meaning(sim.state),
            "has_codes": not puk_fault(sim.state, is_known=bool(sim.puk_sealed)),
        }
        for sim in product.sims.all()
        if sim.state != SimState.REPLACED
    ]
    return {"cards": cards} if cards else None
