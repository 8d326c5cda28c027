"""The card of the start page: the newest invoice."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from billing import queries
from billing.wording import title_of
from portal.access.requests import CustomerRequest
from portal.lib.periods import berlin_day


def newest_invoice(request: HttpRequest) -> Mapping[str, Any] | None:
    """What the newest invoice asks for; no card while there is none, or where invoices come by post."""
    access = cast(CustomerRequest, request).access
    invoice = queries.newest_of(access)
    if invoice is None or queries.is_by_post_only(queries.receiver_of(invoice, access)):
        return None
    today = berlin_day(timezone.now())
    return {
        "invoice": invoice,
        "title": title_of(invoice.type_code),
        "month": invoice.period_start or invoice.issued_on,
        "is_due": invoice.due_on is not None and invoice.due_on >= today,
    }
