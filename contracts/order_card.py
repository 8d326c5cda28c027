"""The card of the start page about orders: what is on its way, what ended lately, what was left unfinished (C6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.db.models import Case, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone

from contracts.models import Order, OrderDraft
from contracts.orders.drafts import unfinished
from contracts.orders.offers import order_url
from contracts.orders.registry import kind_of
from contracts.orders.states import FINAL, OPEN
from contracts.orders.tones import tone_of
from portal.access.requests import CustomerRequest

MOST = 3
NEWS_FOR = timedelta(days=7)  # so long an order that ended stands on the start page


@dataclass(frozen=True)
class Unfinished:
    """An order that was not placed: what it was about, and where it goes on."""

    title: str
    product: str
    url: str


def orders_at_a_glance(request: HttpRequest) -> Mapping[str, Any] | None:
    """Open orders first, then those that ended this week; no card when there is nothing to tell."""
    access = cast(CustomerRequest, request).access
    still_news = Q(state__in=FINAL, state_at__gte=timezone.now() - NEWS_FOR)
    found = Order.objects.visible_to(access).filter(Q(state__in=OPEN) | still_news)
    is_open = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    orders = list(found.order_by(is_open, "-state_at")[: MOST + 1])
    left = unfinished(access.login_id, access.customer_ids)[:MOST] if access.may_change else []
    drafts = [shown for draft in left if (shown := _shown(draft))]
    if not (orders or drafts):
        return None
    return {
        "orders": [(order, tone_of(order.state)) for order in orders[:MOST]],
        "has_more": len(orders) > MOST,
        "drafts": drafts,
    }


def _shown(draft: OrderDraft) -> Unfinished | None:
    kind = kind_of(draft.kind)
    if kind is None:
        return None
    product = "" if draft.product.family == "account" else draft.product.title
    return Unfinished(str(kind.title), product, order_url(draft.kind, draft.product_id))
