"""Orders and products on the service centre's customer page, and finding customers by an order (K2)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.models import Order, Product
from portal.shell.navigation import AdminPanel, SearchProvider

NEWEST = 20
SEE_ORDERS = "contracts.view_order"
SEE_PRODUCTS = "contracts.view_product"


def orders_of(request: HttpRequest, customer: Any) -> Mapping[str, Any]:
    """The newest orders of this customer."""
    orders = Order.objects.filter(customer=customer)
    return {"orders": orders[:NEWEST], "total": orders.count(), "customer": customer}


def products_of(request: HttpRequest, customer: Any) -> Mapping[str, Any] | None:
    """What this customer has, ended products last."""
    products = Product.objects.filter(customer=customer).listed().order_by("ends_on", "pk")
    return {"products": products} if products else None


def find_by_order(words: str) -> list[tuple[str, str]]:
    """The customer of this order: text and address."""
    found = Order.objects.filter(number__iexact=words.strip()).select_related("customer")
    return [
        (
            f"{order.number}: {order.customer}",
            reverse("admin:accounts_customer_change", args=[order.customer_id]),
        )
        for order in found
    ]


ORDER_PANEL = AdminPanel("orders", _("Orders"), 40, SEE_ORDERS, "admin/orders/panel.html", orders_of)
PRODUCT_PANEL = AdminPanel(
    "products", _("Products"), 35, SEE_PRODUCTS, "admin/orders/products_panel.html", products_of
)
ORDER_SEARCH = SearchProvider("orders", _("Order"), 30, SEE_ORDERS, find_by_order)
