"""Billing runs and invoices for the service centre: to be found and read, never to be changed (K2, E1)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from billing.models import BillingRun, Invoice
from portal.shell.admin_base import ReadOnlyAdmin
from portal.shell.navigation import AdminPanel, SearchProvider, admin_panels, search_providers
from portal.shell.staff_groups import StaffGroup, grant

MOST_FOUND = 20
NEWEST = 13


@admin.register(BillingRun)
class BillingRunAdmin(ReadOnlyAdmin):
    list_display = ["run_id", "dispatched_on", "state", "invoice_count", "call_count", "published_at"]
    list_filter = ["state"]
    search_fields = ["run_id"]
    ordering = ["-dispatched_on", "-id"]
    fields = [
        "run_id",
        "dispatched_on",
        "state",
        "source",
        "started_at",
        "published_at",
        "invoice_count",
        "call_count",
        "findings",
    ]
    readonly_fields = ["findings"]

    @admin.display(description=_("report"))
    def findings(self, run: BillingRun) -> SafeString:
        lines = [" ".join(str(value) for value in finding.values() if value) for finding in run.report]
        return format_html("<pre>{}</pre>", "\n".join(lines) or "–")


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    """Every invoice for eight years, those hidden from customers too; each look is in the trail."""

    list_display = ["number", "customer", "type_label", "issued_on", "gross", "currency", "is_visible"]
    list_select_related = ["customer"]
    search_fields = ["=number", "=customer__number"]
    search_help_text = _("Whole invoice number or customer number")
    date_hierarchy = "issued_on"
    ordering = ["-issued_on", "-id"]
    fields = [
        "number",
        "customer",
        "type_label",
        "issued_on",
        "dispatched_on",
        "period_start",
        "period_end",
        "due_on",
        "net",
        "tax",
        "gross",
        "payable",
        "currency",
        "corrects_number",
        "call_count",
        "call_net",
        "hidden_at",
        "run",
        "created_at",
    ]
    sensitive = True

    @admin.display(description=_("type"))
    def type_label(self, invoice: Invoice) -> str:
        return invoice.type_label

    @admin.display(description=_("customer sees it"), boolean=True)
    def is_visible(self, invoice: Invoice) -> bool:
        return invoice.hidden_at is None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        return super().get_queryset(request).defer("facts")


def invoices_of(request: HttpRequest, customer: Any) -> Mapping[str, Any]:
    """The newest invoices, with those hidden from the customer."""
    return {
        "invoices": Invoice.objects.filter(customer=customer).defer("facts").newest_first()[:NEWEST],
        "total": Invoice.objects.filter(customer=customer).count(),
    }


def find_by_invoice(words: str) -> list[tuple[str, str]]:
    """Customers with an invoice of exactly this number: text and address."""
    invoices = Invoice.objects.filter(number=words.strip()).select_related("customer").defer("facts")
    return [
        (
            f"{invoice.number}, {date_format(invoice.issued_on, 'SHORT_DATE_FORMAT')}: {invoice.customer}",
            reverse("admin:accounts_customer_change", args=[invoice.customer_id]),
        )
        for invoice in invoices[:MOST_FOUND]
    ]


grant(
    "billing.view_invoice",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD, StaffGroup.BILLING),
)
grant("billing.view_billingrun", to=(StaffGroup.LEAD, StaffGroup.BILLING))
admin_panels.add(
    AdminPanel(
        "invoices", _("Invoices"), 50, "billing.view_invoice", "admin/billing/invoices.html", invoices_of
    )
)
search_providers.add(SearchProvider("invoices", _("Invoice"), 10, "billing.view_invoice", find_by_invoice))
