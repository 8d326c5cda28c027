"""Sections of a mobile contract on its product page (C1, D3, D5)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.models import MobileNumber, SimState
from mobile.order_kinds.cards import card_title
from mobile.rules.sims import meaning, puk_fault


def mobile_panel(product: Product) -> dict[str, Any] | None:
    """The newest number of a mobile contract, and the way to its page; None for other products."""
    if product.family != Family.MOBILE:
        return None
    numbers = product.mobile_numbers.all()  # the changes of the page have loaded them
    return {"product": product, "number": next((row for row in numbers if row.valid_to is None), None)}


def mobile_numbers(products: Collection[Product], today: date) -> dict[int, list[str]]:
    """The numbers of today of these products, for their list; no query where there is no mobile contract."""
    mobile = [product.pk for product in products if product.family == Family.MOBILE]
    found: dict[int, list[str]] = defaultdict(list)
    if mobile:
        for row in MobileNumber.objects.filter(product__in=mobile).valid_on(today):
            found[row.product_id].append(row.national)
    return found


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
