"""What all pages of the order flow check first: kind, product, proof, whether the change is offered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.models import Product
from contracts.models.inventory import RUNNING
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import OrderKind
from contracts.orders.offers import order_url
from contracts.orders.registry import kind_of
from contracts.orders.situation import Situation, situation_of
from portal.access.access import Access
from portal.access.middleware import ask_for_proof
from portal.access.requests import CustomerRequest
from portal.lib.periods import berlin_day

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Case:
    """What an address of the flow is about."""

    kind: OrderKind
    product: Product
    situation: Situation

    @property
    def url(self) -> str:
        return order_url(self.kind.slug, self.product.pk)


Step = Callable[[CustomerRequest, Case], HttpResponseBase]


def order_step(view: Step) -> Callable[Concatenate[CustomerRequest, Arguments], HttpResponseBase]:
    """Stands below `requires`: finds kind and product of the address and hands them over as one `Case`.

    Strangers' products and unknown kinds are 404. A kind that asks for the password again asks here; a change
    that this product does not allow is refused with a sentence.
    """

    @wraps(view)
    def checked(
        request: CustomerRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        kind = kind_of(str(kwargs["slug"]))
        if kind is None:
            raise Http404
        product, owned = with_all_owned(request.access, kwargs["product_id"])
        if kind.fresh_proof and (detour := ask_for_proof(request, request.access)) is not None:
            return detour
        today = berlin_day(timezone.now())
        try:
            situation = situation_of(
                product, today=today, customer_ids=request.access.customer_ids, owned=owned
            )
        except OrderRefused:
            return not_offered(request, kind, product)
        if not kind.is_offered(situation):
            why = kind.why_not(situation) if product.family in kind.families else ""
            return not_offered(request, kind, product, why)
        return view(request, Case(kind, product, situation))

    return checked


def with_all_owned(access: Access, product_id: object) -> tuple[Product, list[Product]]:
    """The product of this address and every running one, in one query; 404 for a stranger's."""
    visible = Product.objects.visible_to(access).select_related("customer")
    found = list(visible.filter(Q(pk=product_id) | Q(status__in=RUNNING)).order_by("pk"))
    product = next((one for one in found if one.pk == product_id), None)
    if product is None:
        raise Http404
    return product, [one for one in found if one.is_running]


def not_offered(request: CustomerRequest, kind: OrderKind, product: Product, why: str = "") -> HttpResponse:
    """An address that was typed or kept, for a change that is not possible (any more)."""
    title = _("This change is not available")
    context = {"page_title": title, "kind": kind, "product": product, "why_not": why}
    return render(request, "contracts/orders/not_offered.html", context, status=409)
