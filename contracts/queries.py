"""Reads of the inventory; what customers see starts from `products_of`."""

from django.db.models import QuerySet

from contracts.models import Product
from portal.access.access import Access

DETAILS = ("mailbox", "domain", "dial_in", "voip_superuser", "tv", "directory")


def products_of(access: Access) -> QuerySet[Product]:
    """The products that customers call theirs, with options and numbers, oldest first; three queries."""
    products = Product.objects.visible_to(access).listed().order_by("started_on", "pk")
    return products.prefetch_related("options", "numbers")


def with_details(products: QuerySet[Product]) -> QuerySet[Product]:
    """The same with what each family has besides."""
    return products.select_related("parent", "customer", *DETAILS)
