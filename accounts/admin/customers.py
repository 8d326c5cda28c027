"""The customer page: everything about one customer, and the buttons for what callers ask for (K2)."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from portal.shell.admin_base import ReadOnlyAdmin
from portal.shell.navigation import admin_panels

from . import customer_operations
from .customer_search import find_customers, found_elsewhere


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    """Imported data are the carrier's: nothing here edits them. Every look at a page is in the trail."""

    list_display = ["number", "name", "kind", "town", "invoice_delivery"]
    list_display_links = ["number", "name"]
    list_filter = ["kind", "invoice_delivery"]
    search_fields = ["number"]  # makes the search box; get_search_results decides
    search_help_text = _(
        "Customer number, name, telephone number, e-mail address, or the number of a contract, order, invoice "
        "or SIM card"
    )
    ordering = ["number"]
    change_list_template = "admin/customer/list.html"
    sensitive = True

    @admin.display(description=_("town"))
    def town(self, customer: Customer) -> str:
        contract = [address for address in customer.addresses.all() if address.role == "contract"]
        return contract[0].town if contract else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return super().get_queryset(request).prefetch_related("addresses")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return (find_customers(queryset, search_term) if search_term.strip() else queryset), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = request.GET.get("q", "").strip()
        found = found_elsewhere(request, words) if words else []
        return super().changelist_view(request, {**(extra_context or {}), "found_elsewhere": found})

    def customer_id_of(self, subject: Any) -> int | None:
        return int(subject.pk)

    def get_urls(self) -> list[Any]:
        own = [
            path(f"<int:pk>/{address}/", getattr(customer_operations, view), name=name)
            for address, view, name in customer_operations.ADDRESSES
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Not a form: panels, each shown to those who may see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        customer = get_object_or_404(Customer, pk=object_id if str(object_id).isdigit() else None)
        if request.method == "GET":
            self.note_look(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": str(customer),
            "opts": self.opts,
            "customer": customer,
            "panels": _panels(request, customer),
        }
        return render(request, "admin/customer/page.html", context)


def _panels(request: HttpRequest, customer: Customer) -> list[dict[str, Any]]:
    shown = []
    for panel in admin_panels:
        if not request.user.has_perm(panel.permission):
            continue
        values = panel.context(request, customer)
        if values is not None:
            shown.append(
                {"key": panel.key, "title": panel.title, "template": panel.template, "values": values}
            )
    return shown
