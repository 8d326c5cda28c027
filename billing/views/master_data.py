"""The master data: what we know of the customer, and the way to change it (B1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from billing.master_data import master_data_of
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day


@requires(Scope.READ)
@never_cache
@require_safe
def overview(request: CustomerRequest) -> HttpResponse:
    """Readers see it; with full access each part leads to its order."""
    data = master_data_of(request.access, today=berlin_day(timezone.now()))
    return render(request, "billing/master_data.html", {"page_title": _("Master data"), "data": data})
