"""The card of the start page: the allowance of which most is used (D8)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from mobile.allowances import Allowance, most_used
from mobile.glance import glances_of


def usage_at_a_glance(request: HttpRequest) -> Mapping[str, Any] | None:
    """No card for customers of whom nothing is counted this month."""
    counted = [glance for glance in glances_of(request) if glance.counters]
    found = most_used([Allowance(counter) for glance in counted for counter in glance.counters])
    if found is None:
        return None
    shown = next(glance for glance in counted if glance.product == found.counter.product)
    return {
        "allowance": found,
        "product": shown.product,
        "number": shown.number,
        "others": len(counted) - 1,
    }
