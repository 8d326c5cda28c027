"""All mobile numbers of the customer at a glance (D1, D3, D8)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.orders.registry import kind_of
from mobile.lines import MobileLine, lines_of
from mobile.next_steps import Step, steps_for
from portal.access.access import Access
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day

NEW_CONTRACT = "mobile-contract"


@dataclass(frozen=True)
class Shown:
    """A contract with what it asks for."""

    line: MobileLine
    steps: list[Step]


@requires(Scope.READ)
@require_safe
def overview(request: CustomerRequest) -> HttpResponse:
    """One card for each number; contracts that have ended stand below."""
    lines = lines_of(request.access, today=berlin_day(timezone.now()))
    running = [line for line in lines if not line.is_over]
    context: dict[str, Any] = {
        "page_title": _("Mobile numbers"),
        "shown": [Shown(line, steps_for(line)) for line in running],
        "over": [line for line in lines if line.is_over],
        "has_bars": any(a.is_limited for line in running for a in line.allowances),
        "new_contract_url": new_contract_url(request.access),
    }
    return render(request, "mobile/overview.html", context)


def new_contract_url(access: Access) -> str:
    """Where another mobile contract is ordered; "" where it is not offered, and for those who only read."""
    if not access.may_change or kind_of(NEW_CONTRACT) is None:
        return ""
    return reverse("orders:configure_account", args=[NEW_CONTRACT])
