"""What was used of a mobile contract's allowances, month by month (D8)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mobile.queries import MONTHS
from mobile.usage_history import history_of
from mobile.views.doors import line_or_404
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day


@requires(Scope.READ)
@require_safe
def usage(request: CustomerRequest, product_id: int) -> HttpResponse:
    """The present period with its forecast, and the twelve before it as bars and table."""
    today = berlin_day(timezone.now())
    line = line_or_404(request, product_id, today=today, cards=False, months=MONTHS)
    context: dict[str, Any] = {
        "page_title": _("Usage"),
        "line": line,
        "history": history_of(line.usage, today),
    }
    return render(request, "mobile/usage.html", context)
