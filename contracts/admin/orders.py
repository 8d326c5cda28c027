"""Orders in the service centre: found, read, moved with a reason; those that are stuck first (K2, C7)."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contracts.models import Order, OrderChannel
from contracts.orders.by_staff import change_state, moves_of
from contracts.orders.errors import MoveRefused
from contracts.orders.moves import is_told, rows_in
from contracts.orders.registry import kind_of
from contracts.orders.states import OrderState
from contracts.orders.stuck import stuck_orders, trouble_of
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.carrier.models import CarrierMessage
from portal.carrier.operations import MessageError, retry_message
from portal.shell.admin_base import ReadOnlyAdmin


class StuckFilter(admin.SimpleListFilter):
    """Those that do not go on."""

    title = gettext_lazy("stuck")
    parameter_name = "stuck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("stuck orders"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=stuck_orders(timezone.now()).values("pk"))


class KindFilter(admin.AllValuesFieldListFilter):
    """Kinds by the names that customers read, too."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": _kind_title(str(choice["display"]))}


def _kind_title(slug: str) -> str:
    """The kind's own title; of what was ordered elsewhere, where that was; "All" stays what it is."""
    if slug == OrderChannel.ELSEWHERE:
        return str(OrderChannel.ELSEWHERE.label)
    kind = kind_of(slug)
    return str(kind.title) if kind else slug


class ChannelFilter(admin.ChoicesFieldListFilter):
    """By the way an order came."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = _("channel")


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Every look at an order is in the trail: it tells what a customer has."""

    list_display = ["number", "customer", "named", "state", "placed_at", "activation_on", "why_stuck"]
    list_filter = [StuckFilter, "state", ("channel", ChannelFilter), ("kind", KindFilter)]
    list_select_related = ["customer"]
    search_fields = ["=number", "=customer__number", "=carrier_reference"]
    search_help_text = gettext_lazy("Order number, customer number or the carrier’s number")
    ordering = ["-placed_at", "-id"]
    fields = [
        "number",
        "customer",
        "product",
        "what",
        "state",
        "state_at",
        "reason",
        "why_stuck",
        "way",
        "placed_at",
        "placed_by",
        "activation_on",
        "completed_at",
        "monthly",
        "one_off",
        "catalogue",
        "carrier_reference",
        "carrier_received_at",
    ]
    change_form_template = "admin/orders/order.html"
    sensitive = True

    @admin.display(description=gettext_lazy("order"))
    def named(self, order: Order) -> str:
        return order.name

    @admin.display(description=gettext_lazy("channel"))
    def way(self, order: Order) -> str:
        return order.get_channel_display()

    @admin.display(description=gettext_lazy("order"))
    def what(self, order: Order) -> str:
        rows = [f"{label}: {value}" for label, value in rows_in(order.summary, "de")]
        return "\n".join([order.name, *rows])

    @admin.display(description=gettext_lazy("why it is stuck"))
    def why_stuck(self, order: Order) -> str:
        return " ".join(trouble_of(order, timezone.now()).reasons) or "–"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With the course of the order and its messages to the carrier."""
        order = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if order is not None:
            more = {
                "events": order.events.all(),
                "carrier_messages": CarrierMessage.objects.filter(order_number=order.number),
                "moves": moves_of(order),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/status/", order_state, name="contracts_order_state"),
            path("<int:pk>/erneut/", order_retry, name="contracts_order_retry"),
        ]
        return own + super().get_urls()


class StateForm(forms.Form):
    """Where to, and why; the customer may read the reason."""

    to = forms.ChoiceField(label=gettext_lazy("New state"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("The customer reads it on the page of the order and in the mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, order: Order, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = [(str(state), state.label) for state in moves_of(order)]  # type: ignore[attr-defined]


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def order_state(request: CustomerRequest, pk: int) -> HttpResponse:
    """Move an order by hand."""
    _need(request, "contracts.change_order_state")
    order = get_object_or_404(Order.objects.select_related("customer"), pk=pk)
    form = StateForm(order, request.POST or None)
    if form.is_valid():
        to, reason = OrderState(form.cleaned_data["to"]), form.cleaned_data["reason"]
        try:
            change_state(
                order=order,
                to=to,
                reason=reason,
                actor=request.access.actor,
                now=timezone.now(),
            )
        except MoveRefused:
            form.add_error("to", _("The order has moved meanwhile. Please look at it again."))
        except IntegrityError:
            form.add_error(
                "to", _("This cannot be: a number, card or address of it is in another contract already.")
            )
        else:
            messages.success(request, _told(is_told(to, reason)))
            return redirect("admin:contracts_order_change", pk)
    context = {**admin.site.each_context(request), "form": form, "order": order}
    return render(request, "admin/orders/state.html", context)


@staff
@require_POST
def order_retry(request: CustomerRequest, pk: int) -> HttpResponse:
    """Hand the order's waiting messages over now."""
    _need(request, "carrier.retry_carriermessage")
    order = get_object_or_404(Order, pk=pk)
    waiting = CarrierMessage.objects.filter(order_number=order.number, state="waiting")
    try:
        for message in waiting:
            retry_message(message=message, actor=request.access.actor, now=timezone.now())
    except MessageError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The order is on its way to the carrier."))
    return redirect("admin:contracts_order_change", pk)


def _told(is_mailed: bool) -> str:
    if is_mailed:
        return _("The state is changed. The customer is told.")
    return _("The state is changed. The customer sees it on the page of the order; no mail is sent.")


def _need(request: CustomerRequest, permission: str) -> None:
    """Whoever acts on an order must be able to see it, too."""
    if not request.user.has_perms([permission, "contracts.view_order"]):
        raise PermissionDenied
