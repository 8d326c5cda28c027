"""The form that orders without a check page: two clicks from the start page to the block of a lost card (C2, D3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.drafts import draft_values, forget_draft
from contracts.models import Order
from contracts.orders.at_once import place_at_once
from contracts.orders.checked import FormShown
from contracts.orders.errors import AlreadyOrdered, OrderRefused
from contracts.orders.kind import OrderForm
from contracts.views.orders.doors import Case
from portal.access.requests import CustomerRequest


def order_at_once(request: CustomerRequest, case: Case) -> HttpResponse:
    """Facts, price and the one button on a single page; the address may preselect (`?cards=12`)."""
    kind, situation = case.kind, case.situation
    initial = {**request.GET.dict(), **draft_values(request)}
    form = kind.form(situation, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            order = _place(request, case, form)
        except AlreadyOrdered as refused:
            messages.error(request, str(refused))
            return redirect("orders:order", number=refused.number)
        except OrderRefused as refused:
            form.add_error(None, str(refused))
        else:
            forget_draft(request)
            return redirect("orders:confirmed", number=order.number)
    quote = kind.quote(situation, {})
    context = {
        "page_title": kind.title,
        "case": case,
        "kind": kind,
        "form": form,
        "quote": quote,
        "notes": kind.notes(situation, {}),
        "token": FormShown.new(quote.one_off).token(),
    }
    return render(request, "contracts/orders/at_once.html", context)


def _place(request: CustomerRequest, case: Case, form: OrderForm) -> Order:
    return place_at_once(
        kind=case.kind,
        form=form,
        token=request.POST.get("_shown", ""),
        product_id=case.product.pk,
        access=request.access,
        now=timezone.now(),
    )
