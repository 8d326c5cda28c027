"""Terminations and withdrawals as cases of the service centre: read, take, decide (C11, K2)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from contracts.declarations.content import hints_of, rows_of, words_of
from contracts.declarations.queries import suggestions_for
from contracts.models import Declaration
from portal.shell.admin_base import ReadOnlyAdmin
from portal.shell.navigation import AdminPanel, admin_panels
from portal.shell.staff_groups import StaffGroup, grant

from . import declaration_operations

NEWEST = 10


@admin.register(Declaration)
class DeclarationAdmin(ReadOnlyAdmin):
    """What was declared never changes; the state does, by buttons of its own. Each look is in the trail."""

    list_display = ["number", "kind", "received_at", "name", "customer_number", "channel", "state"]
    list_display_links = ["number", "name"]
    list_filter = ["state", "kind", "channel"]
    search_fields = ["number", "name", "email", "customer_number", "=customer__number"]
    search_help_text = _("Number of the receipt, name, e-mail address or customer number")
    date_hierarchy = "received_at"
    change_form_template = "admin/contracts/declaration.html"
    fields = ["number"]  # the page itself is the template
    sensitive = True

    def get_urls(self) -> list[Any]:
        own = [
            path(f"<int:pk>/{address}/", getattr(declaration_operations, view), name=name)
            for address, view, name in declaration_operations.ADDRESSES
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        declaration = self.get_object(request, object_id) if str(object_id).isdigit() else None
        told = _page_of(declaration) if declaration is not None else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})


def _page_of(declaration: Declaration) -> dict[str, Any]:
    return {
        "declaration": declaration,
        "words": words_of(declaration),
        "rows": rows_of(declaration),
        "hints": [hint.value for hint in hints_of(declaration)],
        "suggestions": suggestions_for(declaration) if declaration.customer_id is None else [],
        "events": declaration.events.all(),
    }


def declarations_of(request: HttpRequest, customer: Any) -> Mapping[str, Any]:
    """The newest that came under this customer's login or name this number."""
    found = Declaration.objects.of_customer(customer.pk, customer.number)
    return {"declarations": found[:NEWEST], "total": found.count(), "open": found.open().count()}


grant(
    "contracts.view_declaration",
    "contracts.handle_declaration",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD),
)
admin_panels.add(
    AdminPanel(
        "declarations",
        _("Terminations and withdrawals"),
        65,
        "contracts.view_declaration",
        "admin/contracts/declarations.html",
        declarations_of,
    )
)
