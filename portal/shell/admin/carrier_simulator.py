"""The simulated carrier's order book, with buttons that play the carrier; only while it stands in for a real one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.carrier.gateway import is_simulated
from portal.carrier.models import SimulatedOrder
from portal.carrier.simulator import OPEN, RUNNING
from portal.carrier.steering import SteeringError, complete_now, fail, hold
from portal.shell.admin_base import ReadOnlyAdmin

Button = Callable[[CustomerRequest, SimulatedOrder], str]


@admin.register(SimulatedOrder)
class SimulatedOrderAdmin(ReadOnlyAdmin):
    """Each button is in the trail, and the portal asks for the news at once."""

    list_display = ["number", "kind", "customer_number", "activation_on", "state", "state_at"]
    list_filter = ["state"]
    search_fields = ["number__exact", "customer_number__exact"]
    search_help_text = gettext_lazy("Order number or customer number")
    ordering = ["-received_at", "-id"]
    change_form_template = "admin/carrier/simulated_order.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_simulated() and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_simulated() and super().has_view_permission(request, obj)

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/erledigen/", complete_order, name="carrier_simulatedorder_complete"),
            path("<int:pk>/scheitern/", fail_order, name="carrier_simulatedorder_fail"),
            path("<int:pk>/anhalten/", hold_order, name="carrier_simulatedorder_hold"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        may_steer = request.user.has_perm("carrier.steer_simulatedorder")
        buttons = {
            "may_move": may_steer and order is not None and order.state in OPEN,
            "may_hold": may_steer and order is not None and order.state == RUNNING,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **buttons})


def button(press: Button) -> Callable[..., HttpResponse]:
    """A POST by staff who may steer; says what happened, or why not."""

    @staff
    @require_POST
    @wraps(press)
    def pressed(request: CustomerRequest, pk: int) -> HttpResponse:
        if not request.user.has_perms(["carrier.steer_simulatedorder", "carrier.view_simulatedorder"]):
            raise PermissionDenied
        if not is_simulated():
            raise Http404
        try:
            messages.success(request, press(request, get_object_or_404(SimulatedOrder, pk=pk)))
        except SteeringError as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:carrier_simulatedorder_change", pk)

    return pressed


@button
def complete_order(request: CustomerRequest, order: SimulatedOrder) -> str:
    complete_now(order.number, actor=request.access.actor, now=timezone.now())
    return _("The order is completed.")


@button
def fail_order(request: CustomerRequest, order: SimulatedOrder) -> str:
    fail(order.number, request.POST.get("reason", "")[:300], actor=request.access.actor, now=timezone.now())
    return _("The order has failed.")


@button
def hold_order(request: CustomerRequest, order: SimulatedOrder) -> str:
    hold(order.number, actor=request.access.actor, now=timezone.now())
    return _("The order is on hold.")
