"""What the customer has, and what can be changed (C1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.models import Product
from contracts.orders.offers import changes_for
from contracts.orders.situation import situation_of
from contracts.panels import panels_for
from contracts.views.orders.doors import product_of
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day


@requires(Scope.READ)
@require_safe
def products(request: CustomerRequest) -> HttpResponse:
    found = Product.objects.visible_to(request.access).listed()
    return render(request, "contracts/products.html", {"page_title": _("Products"), "products": found})


@requires(Scope.READ)
@require_safe
def product(request: CustomerRequest, product_id: int) -> HttpResponse:
    found = product_of(request.access, product_id)
    situation = situation_of(
        found, today=berlin_day(timezone.now()), customer_ids=request.access.customer_ids
    )
    changes = changes_for(situation, request.access)
    context = {
        "page_title": found.title,
        "product": found,
        "changes": changes,
        "panels": panels_for(situation, changes),
    }
    return render(request, "contracts/product.html", context)
