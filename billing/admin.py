"""Billing runs and invoices for the service centre: to be found and read, never to be changed (K2, E1)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from billing.models import BillingRun, Invoice
from billing.papers import PaperUnavailable, document_for, xml_of
from billing.papers.documents import file_name, read
from billing.views.downloads import note_download
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.lib.http_files import file_headers
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
    change_form_template = "admin/billing/invoice.html"
    sensitive = True

    @admin.display(description=_("type"))
    def type_label(self, invoice: Invoice) -> str:
        return invoice.type_label

    @admin.display(description=_("customer sees it"), boolean=True)
    def is_visible(self, invoice: Invoice) -> bool:
        return invoice.hidden_at is None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        return Invoice.objects.without_frozen().order_by(*self.get_ordering(request))

    def get_urls(self) -> list[Any]:
        own = [
            path("<int:pk>/pdf/", invoice_pdf, name="billing_invoice_pdf"),
            path("<int:pk>/xml/", invoice_xml, name="billing_invoice_xml"),
        ]
        return own + super().get_urls()


@staff
@require_safe
def invoice_pdf(request: CustomerRequest, pk: int) -> HttpResponse:
    """The paper, also of an invoice that the customer no longer sees."""
    return _download(request, pk, "pdf", lambda invoice: read(document_for(invoice, timezone.now())))


@staff
@require_safe
def invoice_xml(request: CustomerRequest, pk: int) -> HttpResponse:
    """The e-invoice as it came in."""
    return _download(request, pk, "xml", xml_of)


def _download(
    request: CustomerRequest, pk: int, form: str, content_of: Callable[[Invoice], bytes]
) -> HttpResponse:
    if not request.user.has_perm("billing.view_invoice"):
        raise PermissionDenied
    invoice = get_object_or_404(Invoice.objects.select_related("customer"), pk=pk)
    try:
        content = content_of(invoice)
    except PaperUnavailable:
        messages.error(request, _("This document is not available at the moment."))
        return redirect("admin:billing_invoice_change", pk)
    note_download(invoice, request.access, timezone.now(), form)
    return HttpResponse(
        content, content_type=f"application/{form}", headers=file_headers(file_name(invoice, form))
    )


def invoices_of(request: HttpRequest, customer: Any) -> Mapping[str, Any]:
    """The newest invoices, with those hidden from the customer."""
    return {
        "invoices": Invoice.objects.filter(customer=customer).without_frozen().newest_first()[:NEWEST],
        "total": Invoice.objects.filter(customer=customer).count(),
    }


def find_by_invoice(words: str) -> list[tuple[str, str]]:
    """Customers with an invoice of exactly this number: text and address."""
    invoices = Invoice.objects.filter(number=words.strip()).select_related("customer").without_frozen()
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
