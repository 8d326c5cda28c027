"""Orders without a check page: the loss block of a SIM card, and what goes along with another order (C2, D3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.http import QueryDict

from contracts.models import Order, OrderChannel, Product
from portal.access.access import Access
from portal.audit.trail import Actor
from portal.lib.periods import berlin_day

from .checked import FormShown
from .errors import NotOffered, QuoteChanged
from .kind import Answers, OrderForm, OrderKind
from .placing import carry_out, checked_quote, write_order
from .situation import Situation, situation_of


@transaction.atomic
def place_at_once(
    *, kind: OrderKind, form: OrderForm, token: str, product_id: int, access: Access, now: datetime
) -> Order:
    """Turn a valid form into an order; the same form sent twice gives the same order.

    FormOutdated without a form of ours, QuoteChanged when it said another price, other OrderRefused when a rule says
    no. Nothing is written then.
    """
    if not kind.skips_check:
        raise ValueError(f"{kind.slug} has a check page")
    shown = FormShown.read(token)
    key = shown.key_of(form.cleaned_data)
    products = Product.objects.visible_to(access).select_for_update(of=("self",)).select_related("customer")
    product = products.get(pk=product_id)  # orders of one product wait for each other
    known = Order.objects.visible_to(access).filter(draft_key=key, product=product, kind=kind.slug).first()
    if known is not None:
        return known
    situation = situation_of(product, today=berlin_day(now), customer_ids=access.customer_ids)
    if not kind.is_offered(situation):
        raise NotOffered(kind.why_not(situation))
    fresh = kind.form(situation, cast(QueryDict, form.data))  # what was chosen, held against the state of now
    if not fresh.is_valid():
        raise NotOffered
    answers = kind.answers_of(fresh)
    quote = checked_quote(kind, situation, answers)
    if quote.one_off > shown.one_off or quote.monthly:
        raise QuoteChanged
    order = write_order(
        kind, situation, answers, quote, channel=OrderChannel.PORTAL, actor=access.actor, now=now,
        placed_by_id=access.login_id, draft_key=key,
    )  # fmt: skip
    return carry_out(order, kind, quote, kind.secrets_of(fresh), actor=access.actor, now=now)


def place_along(
    *,
    kind: OrderKind,
    situation: Situation,
    answers: Answers,
    main: Order,
    now: datetime,
    columns: Mapping[str, Any] | None = None,
) -> Order:
    """A second order that belongs to one that is just being placed, by the same login; in its transaction.

    OrderRefused when a rule says no: then neither is placed.
    """
    quote = checked_quote(kind, situation, answers)
    actor = customer_of(main)
    order = write_order(
        kind, situation, answers, quote, channel=OrderChannel(main.channel), actor=actor, now=now,
        placed_by_id=main.placed_by_id, **(columns or {}),
    )  # fmt: skip
    return carry_out(order, kind, quote, {}, actor=actor, now=now)


def customer_of(order: Order) -> Actor:
    """Whoever placed the order, for what a kind does in their name."""
    login = order.placed_by
    if login is None:
        raise ValueError(f"order {order.number} was placed by no login")
    return Actor(kind=login.kind, name=login.identifier, login_id=login.pk)
