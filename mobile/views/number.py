"""One mobile contract: plan, cards, number, options, barriers, and everything that can be changed (D1–D7)."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mobile.next_steps import steps_for
from mobile.rules import sims
from mobile.service_facts import services_of
from mobile.views.doors import line_or_404
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day


@requires(Scope.READ)
@require_safe
def number(request: CustomerRequest, product_id: int) -> HttpResponse:
    """Everything about one number."""
    line = line_or_404(request, product_id, today=berlin_day(timezone.now()))
    context: dict[str, Any] = {
        "page_title": line.title,
        "line": line,
        "steps": steps_for(line),
        "services": [service for service in services_of(line) if service.can_be_set],
        "code_rules": sims.code_rules(),
        "multicard_rules": sims.multicard_rules(),
        "loss_block": line.change("sim-block"),
        "night_lines": settings.BRAND.night_lines,
    }
    return render(request, "mobile/number.html", context)
