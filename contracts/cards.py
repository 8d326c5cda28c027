"""The card of the start page: what the customer has, and which minimum term ends next."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from contracts import queries
from contracts.holdings import Holding, holdings_of, monthly_total
from portal.access.requests import CustomerRequest
from portal.lib.periods import berlin_day

MOST = 4  # products named on the card


def contracts_at_a_glance(request: HttpRequest) -> Mapping[str, Any] | None:
    """The products in short; no card while there are none."""
    access = cast(CustomerRequest, request).access
    products = queries.products_of(access).prefetch_related(None).prefetch_related("options")
    holdings = holdings_of(products, berlin_day(timezone.now()))
    current = sorted((h for h in holdings if not h.is_over), key=lambda h: -h.monthly)
    if not current:
        return None
    return {
        "holdings": current[:MOST],
        "more": len(current[MOST:]),
        "total": monthly_total(current),
        "next_end": next_term_end(current),
    }


def next_term_end(holdings: list[Holding]) -> Holding | None:
    """Whose minimum term ends first."""
    bound = [h for h in holdings if h.in_minimum_term and h.product.ends_on is None]
    return min(bound, key=lambda h: (h.product.minimum_term_ends_on, h.product.pk), default=None)
