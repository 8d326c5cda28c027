"""Switching notices about used allowances on or off (D8)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.catalogue.items import Family
from contracts.models import Product
from contracts.reminders.recipients import owner_of, recipients_of
from mobile.notices.choice import choose_notices, wants_notices
from mobile.notices.forms import NoticesForm
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope


@requires(Scope.FULL)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: CustomerRequest, product_id: int) -> HttpResponse:
    """One contract's choice, what the mails say, and where they go."""
    mobile = Product.objects.visible_to(request.access).running().filter(family=Family.MOBILE)
    product = get_object_or_404(
        mobile.select_related("usage_notice_choice", "customer__merged_into"), pk=product_id
    )
    form = NoticesForm(
        request.POST if request.method == "POST" else None,  # no tick at all is an answer
        initial={"usage_notices": wants_notices(product)},
    )
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["usage_notices"]
        choose_notices(product=product, wanted=wanted, actor=request.access.actor, now=now)
        messages.success(request, _("Your choice is saved."))
        return redirect("mobile_notices:choose", product_id=product.pk)
    owner = owner_of(product.customer)
    context = {
        "page_title": _("Notices about your usage"),
        "product": product,
        "form": form,
        "recipient": recipients_of([owner.pk], now=now).get(owner.pk),
    }
    return render(request, "mobile/usage_notices.html", context)
