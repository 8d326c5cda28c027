"""The notices on the page of a mobile contract (D8)."""

from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product

from .choice import wants_notices


def notices_panel(product: Product) -> dict[str, Any] | None:
    """Whether this contract's allowances are watched; None for everything that is not mobile or has ended."""
    if product.family != Family.MOBILE or not product.is_running:
        return None
    return {"product_id": product.pk, "is_on": wants_notices(product)}
