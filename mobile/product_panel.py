"""The way from a product's page to the page of its mobile number (C1)."""

from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product


def mobile_panel(product: Product) -> dict[str, Any] | None:
    """The newest number of a mobile contract; None for other products."""
    if product.family != Family.MOBILE:
        return None
    numbers = product.mobile_numbers.all()  # the changes of the page have loaded them
    return {"product": product, "number": next((row for row in numbers if row.valid_to is None), None)}
