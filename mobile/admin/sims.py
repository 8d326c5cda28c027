"""SIM cards in the service centre: read, and unblocked with a reason (D3, K2). PIN and PUK are not shown here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contracts.orders.errors import OrderRefused
from mobile.models import SimCard
from mobile.unblocking import unblock_sim
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.shell.admin_base import ReadOnlyAdmin


@admin.register(SimCard)
class SimCardAdmin(ReadOnlyAdmin):
    """The carrier's data with our moves; every look is in the trail."""

    list_display = ["iccid", "customer", "product", "state", "state_at"]
    list_filter = ["state"]
    list_select_related = ["product__customer"]
    search_fields = ["iccid", "=product__customer__number"]
    search_help_text = gettext_lazy("Card number or customer number")
    ordering = ["-state_at", "-id"]
    fields = [
        "iccid",
        "customer",
        "product",
        "position",
        "state",
        "state_at",
        "activated_at",
        "replaced_by",
        "puk_letter_at",
    ]
    change_form_template = "admin/mobile/sim.html"
    sensitive = True

    @admin.display(description=gettext_lazy("customer"))
    def customer(self, sim: SimCard) -> str:
        return str(sim.product.customer)

    def customer_id_of(self, subject: Any) -> int | None:
        return int(subject.product.customer_id)

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With everything that happened to the card."""
        sim = self.get_object(request, object_id)
        more = {"events": sim.events.all()} if sim is not None else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def get_urls(self) -> list[Any]:
        own = [path("<int:pk>/entsperren/", unblock, name="mobile_simcard_unblock")]
        return own + super().get_urls()


class UnblockForm(forms.Form):
    """Why, for the trail."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Who called, how they proved who they are, where the card was."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def unblock(request: CustomerRequest, pk: int) -> HttpResponse:
    """Order at the carrier that a lost card works again."""
    if not request.user.has_perms(["mobile.unblock_sim", "mobile.view_simcard"]):
        raise PermissionDenied
    sim = get_object_or_404(SimCard.objects.select_related("product__customer"), pk=pk)
    form = UnblockForm(request.POST or None)
    if form.is_valid():
        try:
            order = unblock_sim(
                sim=sim,
                reason=form.cleaned_data["reason"],
                actor=request.access.actor,
                now=timezone.now(),
            )
        except OrderRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Order %(number)s is on its way to the carrier.") % {"number": order.number}
            )
            return redirect("admin:accounts_customer_change", sim.product.customer_id)
    context = {**admin.site.each_context(request), "form": form, "sim": sim, "customer": sim.product.customer}
    return render(request, "admin/mobile/unblock.html", context)
