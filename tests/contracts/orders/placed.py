"""Orders for tests of what happens to them later: placed by the rules, without the pages."""

from datetime import date, datetime
from typing import Any

from contracts.models import Order, Product
from contracts.orders.kind import OrderKind
from contracts.orders.placing import place_by_staff
from contracts.orders.registry import kind_of
from contracts.orders.situation import situation_of
from portal.audit.trail import Actor
from tests.cast import LONG_AGO

DAY = date(2026, 11, 20)
NOW = datetime.fromisoformat("2026-11-20T10:00:00+01:00")
TESTER = Actor("staff", "anna")


def bandwidth() -> OrderKind:
    kind = kind_of("bandwidth")
    assert kind is not None
    return kind


def place_bandwidth(line: Product, offering: str = "dsl-100-24", **values: Any) -> Order:
    """An order for another bandwidth, placed on 20 November 2026 and due on the 26th; `values` override columns."""
    order = place_by_staff(
        kind=bandwidth(),
        situation=situation_of(line, today=DAY),
        answers={"offering": offering},
        actor=TESTER,
        now=NOW,
    )
    if values:
        Order.objects.filter(pk=order.pk).update(**values)
        order.refresh_from_db()
    return order


def elsewhere(person: Any, number: str, **values: Any) -> Order:
    """An order that came with the carrier's feed: no price, no catalogue, no answers."""
    defaults: dict[str, Any] = {
        "customer": person.customer,
        "kind": "dsl",
        "subject": number,
        "title": {"de": "DSL-Anschluss", "en": "DSL line"},
        "channel": "elsewhere",
        "state": "inProgress",
        "state_at": LONG_AGO,
        "placed_at": LONG_AGO,
    }
    return Order.objects.create(number=number, **(defaults | values))
