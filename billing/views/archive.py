"""The invoice archive (E1, E6): newest first, searched and filtered, or the offer to switch from paper."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Customer, CustomerKind
from billing import queries
from billing.forms import ArchiveFilter
from billing.models import Invoice, InvoiceType
from billing.papers.content import span_text
from billing.wording import title_of
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope


@dataclass(frozen=True)
class Entry:
    """One row of the archive."""

    invoice: Invoice
    is_newest: bool
    concerns: Invoice | None
    corrections: tuple[Invoice, ...]
    calls_url: str
    has_xml: bool

    @property
    def month(self) -> date:
        """Which month the invoice is about: of its period, else of its date."""
        return self.invoice.period_start or self.invoice.issued_on

    @property
    def period(self) -> str:
        return span_text(self.invoice.period_start, self.invoice.period_end)

    @property
    def title(self) -> str:
        return title_of(self.invoice.type_code)

    @property
    def is_ordinary(self) -> bool:
        return self.title == title_of(InvoiceType.INVOICE)


@requires(Scope.INVOICES)
@require_safe
def archive(request: CustomerRequest) -> HttpResponse:
    """The newest 13 invoices."""
    customer = queries.customer_of(request.access)
    if queries.is_by_post_only(customer):
        return _offer_to_switch(request)
    invoices = queries.listed(request.access)
    form = ArchiveFilter(request.GET, invoices=invoices)
    open_lists = queries.with_calls(invoices, request.access, timezone.now())
    entries = _entries(invoices, form.matching(), customer, open_lists)
    context = {
        "page_title": _("Invoices"),
        "address": queries.billing_address(customer),
        "is_empty": not invoices,
        "form": form,
        "entries": entries,
        "export_query": form.query,
        "statistics_url": optional_url("billing:statistics"),
    }
    return render(request, "billing/archive.html", context)


def _offer_to_switch(request: CustomerRequest) -> HttpResponse:
    """The way to the order of another invoice delivery (B3)."""
    return render(request, "billing/post_only.html", {"page_title": _("Invoices")})


def optional_url(name: str, **arguments: str) -> str:
    """The address of a page that another room may add; empty while there is none."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""


def calls_url(invoice: Invoice, open_lists: set[int]) -> str:
    """Where the call records of the invoice are shown; empty where this login sees none."""
    return reverse("billing:calls", args=[invoice.slug]) if invoice.pk in open_lists else ""


def _entries(
    invoices: list[Invoice], shown: list[Invoice], customer: Customer, open_lists: set[int]
) -> list[Entry]:
    by_key = {invoice.pk: invoice for invoice in invoices}
    return [
        Entry(
            invoice=invoice,
            is_newest=invoice is invoices[0],
            concerns=by_key.get(invoice.corrects_id or 0),
            corrections=tuple(other for other in invoices if other.corrects_id == invoice.pk),
            calls_url=calls_url(invoice, open_lists),
            has_xml=customer.kind == CustomerKind.BUSINESS,
        )
        for invoice in shown
    ]
