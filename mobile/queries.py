"""Reads of mobile contracts; what customers see starts from `products_of`, which asks for all their products.

Whether an option works depends on what else somebody has (D2), so the other products are needed anyway.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.models import SimCard, UsageCounter
from portal.access.access import Access
from portal.lib.periods import add_months

MONTHS = 13  # the present period, and the twelve before


def products_of(access: Access) -> list[Product]:
    """Every product of the customer, with what is set for mobile numbers; one query."""
    products = Product.objects.visible_to(access).order_by("pk")
    return list(products.select_related("customer", "mobile_services", "usage_notice_choice"))


def mobile_among(products: Sequence[Product]) -> list[Product]:
    return [product for product in products if product.family == Family.MOBILE]


def add_cards(products: Sequence[Product]) -> None:
    """One query however many products there are."""
    cards = SimCard.objects.select_related("replaced_by").order_by("position", "id")
    prefetch_related_objects(list(products), Prefetch("sims", cards))


def add_numbers(products: Sequence[Product]) -> None:
    """One query however many products there are."""
    prefetch_related_objects(list(products), "mobile_numbers")


def add_usage(products: Sequence[Product], *, today: date, months: int = 1) -> None:
    """The counters of the newest `months` periods, the present one included; one query."""
    counters = UsageCounter.objects.filter(
        period_start__lte=today, period_start__gt=add_months(today, -months)
    )
    if months == 1:
        counters = counters.filter(period_end__gt=today)
    prefetch_related_objects(list(products), Prefetch("usage", counters.order_by("-period_start", "kind")))
