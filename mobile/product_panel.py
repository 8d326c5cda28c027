"""The way from a product's page to the page of its mobile number (C1)."""

from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.models import MobileNumber


def mobile_panel(product: Product) -> dict[str, Any] | None:
    """The newest number of a mobile contract; None for other products."""
    if product.family != Family.MOBILE:
        return None
    return {"product": product, "number": MobileNumber.objects.filter(product=product, valid_to=None).first()}
