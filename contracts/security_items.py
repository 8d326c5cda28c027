"""What this room adds to the security page (B6)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from contracts.models import DialInAccess, Order
from contracts.models.inventory import RUNNING
from contracts.orders.offers import order_url
from portal.access.access import Access

KIND = "dial-in-password"


def dial_ins(request: HttpRequest) -> Mapping[str, Any] | None:
    """The dial-ins of the customer's running lines with the way to another password; None without any."""
    access: Access = request.access  # type: ignore[attr-defined]
    found = list(
        DialInAccess.objects.filter(product__customer_id__in=access.customer_ids, product__status__in=RUNNING)
        .select_related("product")
        .order_by("pk")
    )
    if not found:
        return None
    orders = Order.objects.visible_to(access).open().filter(kind=KIND)
    open_numbers = dict(orders.values_list("product_id", "number"))
    return {
        "lines": [
            {
                "dial_in": dial_in,
                "product": dial_in.product,
                "url": order_url(KIND, dial_in.product_id),
                "open_number": open_numbers.get(dial_in.product_id, ""),
            }
            for dial_in in found
        ]
    }
