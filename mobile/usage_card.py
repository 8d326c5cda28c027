"""The card of the start page: the allowance of which most is used (D8)."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from mobile.allowances import Allowance, most_used
from mobile.queries import current_usage
from mobile.rules.numbers import national
from portal.access.requests import CustomerRequest
from portal.lib.periods import berlin_day


def usage_at_a_glance(request: HttpRequest) -> Mapping[str, Any] | None:
    """One query; no card for customers of whom nothing is counted this month."""
    access = cast(CustomerRequest, request).access
    counters = list(current_usage(access, berlin_day(timezone.now())))
    shown = most_used([Allowance(counter) for counter in counters])
    if shown is None:
        return None
    number = getattr(shown.counter, "number", None)
    return {
        "allowance": shown,
        "product": shown.counter.product,
        "number": national(number) if number else "",
        "others": len({counter.product_id for counter in counters}) - 1,
    }
