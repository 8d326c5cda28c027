"""The way from a product's page to the page of its mobile number (C1)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.models import MobileNumber


def mobile_panel(product: Product) -> dict[str, Any] | None:
    """The newest number of a mobile contract; None for other products."""
    if product.family != Family.MOBILE:
        return None
    return {"product": product, "number": MobileNumber.objects.filter(product=product, valid_to=None).first()}


def mobile_numbers(products: Collection[Product], today: date) -> dict[int, list[str]]:
    """The numbers of today of these products, for their list; no query where there is no mobile contract."""
    mobile = [product.pk for product in products if product.family == Family.MOBILE]
    found: dict[int, list[str]] = defaultdict(list)
    if mobile:
        for row in MobileNumber.objects.filter(product__in=mobile).valid_on(today):
            found[row.product_id].append(row.national)
    return found
