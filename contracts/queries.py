"""Reads of the inventory; what customers see starts from `products_of`."""

from collections.abc import Sequence

from django.db.models import QuerySet, prefetch_related_objects

from contracts.models import Product
from portal.access.access import Access

DETAILS = ("mailbox", "domain", "dial_in", "voip_superuser", "tv")


def products_of(access: Access) -> QuerySet[Product]:
    """The products that customers call theirs, with options and numbers, oldest first; three queries."""
    products = Product.objects.visible_to(access).listed().order_by("started_on", "pk")
    return products.prefetch_related("options", "numbers")


def everything_of(access: Access) -> QuerySet[Product]:
    """Those and the account, with customer, parent and what each family has besides; one query."""
    return Product.objects.visible_to(access).select_related("customer", "parent", *DETAILS).order_by("pk")


def add_options_and_numbers(products: Sequence[Product]) -> None:
    """Two queries however many products there are."""
    prefetch_related_objects(products, "options", "numbers")
