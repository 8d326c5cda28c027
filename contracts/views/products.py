"""What the customer has, product by product (C1, C9)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contracts import queries
from contracts.catalogue.items import Family
from contracts.holdings import grouped, holding_of, holdings_of, monthly_total
from contracts.models import Product
from contracts.number_sources import numbers_elsewhere
from contracts.orders.errors import OrderRefused
from contracts.orders.offers import changes_for
from contracts.orders.registry import kinds
from contracts.orders.situation import Situation, situation_of
from contracts.panels import panels_for, relations
from contracts.youth_pins import has_youth_pin, read_youth_pin
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day
from portal.lib.sealed import SealBroken


@requires(Scope.READ)
@require_safe
def products(request: CustomerRequest) -> HttpResponse:
    """Every contract by kind; those that have ended stand below."""
    held = list(queries.products_of(request.access))
    today = berlin_day(timezone.now())
    holdings = holdings_of(held, today, numbers_elsewhere(held, today))
    context: dict[str, Any] = {
        "page_title": _("Products"),
        "groups": grouped([holding for holding in holdings if not holding.is_over]),
        "over": [holding for holding in holdings if holding.is_over],
        "total": monthly_total(holdings),
        "new_contracts": [kind for kind in kinds if kind.begins_contract]
        if request.access.may_change
        else [],
        "as_of": max((product.as_of for product in held), default=None),
    }
    return render(request, "contracts/products.html", context)


@requires(Scope.READ)
@require_safe
def product(request: CustomerRequest, product_id: int) -> HttpResponse:
    """One contract: its facts, its options, and what can be changed."""
    everything = list(queries.everything_of(request.access).select_related(*relations()))
    found = next((one for one in everything if one.pk == product_id), None)
    if found is None or found.family == Family.ACCOUNT:
        raise Http404
    today = berlin_day(timezone.now())
    holding = holding_of(found, everything, today)
    queries.add_options_and_numbers(holding.products)
    situation = _situation_of(found, everything, today)
    changes = changes_for(situation, request.access) if situation else []
    context: dict[str, Any] = {
        "page_title": found.title,
        "holding": holding,
        "product": found,
        "has_youth_pin": has_youth_pin(found),
        "open_orders": situation.open_orders if situation else found.orders.open(),
        "changes": changes,
        "panels": panels_for(found, changes),
    }
    return render(request, "contracts/product.html", context)


def _situation_of(product: Product, everything: list[Product], today: date) -> Situation | None:
    """None as long as no catalogue is in force: then nothing can be ordered."""
    owned = [one for one in everything if one.is_running]
    try:
        return situation_of(product, today=today, owned=owned)
    except OrderRefused:
        return None


@requires(Scope.FULL, fresh_proof=True)
@never_cache
@require_safe
def youth_pin(request: CustomerRequest, product_id: int) -> HttpResponse:
    """The youth-protection PIN of a Pay-TV product, after the password was given once more (C9)."""
    visible = Product.objects.visible_to(request.access).select_related("tv")
    found = get_object_or_404(visible, pk=product_id)
    if not has_youth_pin(found):
        raise Http404
    context = {"page_title": _("Youth-protection PIN"), "product": found}
    try:
        pin = read_youth_pin(product=found, actor=request.access.actor, now=timezone.now())
    except SealBroken:
        return render(request, "contracts/youth_pin.html", context, status=503)
    return render(request, "contracts/youth_pin.html", context | {"pin": pin})
