"""Forwarding, mailbox, caller id and the other services of a mobile number, with their figures (D9)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mobile.rules.data_packages import calls_fault
from mobile.service_facts import services_of
from mobile.views.doors import line_or_404
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day


@requires(Scope.READ)
@require_safe
def services(request: CustomerRequest, product_id: int) -> HttpResponse:
    """What is set and since when, what it means, and where to change it."""
    line = line_or_404(request, product_id, today=berlin_day(timezone.now()), months=0)
    context: dict[str, Any] = {
        "page_title": _("Services of your number"),
        "line": line,
        "services": services_of(line),
        "no_calls": calls_fault(line.offering),
    }
    return render(request, "mobile/services.html", context)
