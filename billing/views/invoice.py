"""One invoice on a page: the same facts as its PDF and its XML (E2)."""

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing import queries
from billing.einvoice.facts import from_json
from billing.papers.content import Content
from contracts.contract_data import ContractData
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope

from .archive import calls_url
from .doors import online_invoices


@requires(Scope.INVOICES)
@online_invoices
@require_safe
def invoice(request: CustomerRequest, slug: str) -> HttpResponseBase:
    found = get_object_or_404(queries.archive_of(request.access), slug=slug)
    open_lists = queries.with_calls(queries.listed(request.access), request.access, timezone.now())
    content = Content(from_json(found.facts))
    context: dict[str, Any] = {
        "page_title": content.heading,
        "invoice": found,
        "paper": content,
        "facts": content.facts,
        "currency": found.currency,
        "concerns": queries.corrected_by(found, request.access),
        "corrections": queries.corrections_of(found, request.access),
        "calls_url": calls_url(found, open_lists),
        "contracts": [ContractData.of_json(value) for value in found.contract_data],
        "provider_change_url": settings.PROVIDER_CHANGE_URL,
    }
    return render(request, "billing/invoice.html", context)
