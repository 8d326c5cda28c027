"""What the cards of the start page tell of mobile contracts: number, SIM cards, present usage; in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils import timezone

from contracts.catalogue.items import Family
from contracts.models import Product
from contracts.models.inventory import RUNNING
from mobile.models import MobileNumber, SimCard, UsageCounter
from portal.access.requests import CustomerRequest
from portal.lib.periods import berlin_day
from portal.lib.phone_numbers import national

SIM_COLUMNS = ("id", "iccid", "position", "state")
COUNTER_COLUMNS = ("kind", "used", "allowance", "period_start", "period_end", "as_of", "throttled_from")


@dataclass(frozen=True)
class Glance:
    """A running contract; cards and counters are read-only copies, not saved and without their other columns."""

    product: Product
    number: str  # as people write it; "" before there is one
    sims: list[SimCard]
    counters: list[UsageCounter]

    @property
    def title(self) -> str:
        return self.number or self.product.title


def glances_of(request: HttpRequest) -> list[Glance]:
    """The customer's running mobile contracts; asked for once per request."""
    known: list[Glance] | None = getattr(request, "mobile_glances", None)
    if known is None:
        known = _load(cast(CustomerRequest, request), berlin_day(timezone.now()))
        request.mobile_glances = known  # type: ignore[attr-defined]
    return known


def _load(request: CustomerRequest, today: date) -> list[Glance]:
    numbers = MobileNumber.objects.filter(product=OuterRef("pk")).valid_on(today)
    sims = SimCard.objects.filter(product=OuterRef("pk")).order_by("position", "id")
    counters = UsageCounter.objects.filter(
        product=OuterRef("pk"), period_start__lte=today, period_end__gt=today
    ).order_by("kind")
    found = (
        Product.objects.visible_to(request.access)
        .filter(family=Family.MOBILE, status__in=RUNNING)
        .annotate(
            present_number=Subquery(numbers.values("number")[:1]),
            present_sims=ArraySubquery(sims.values(row=_row(SIM_COLUMNS))),
            present_counters=ArraySubquery(counters.values(row=_row(COUNTER_COLUMNS))),
        )
        .order_by("pk")
    )
    return [
        Glance(
            product,
            national(product.present_number) if product.present_number else "",
            [SimCard(product=product, **row) for row in product.present_sims],
            [_counter(product, row) for row in product.present_counters],
        )
        for product in found
    ]


def _row(columns: tuple[str, ...]) -> JSONObject:
    return JSONObject(**{name: name for name in columns})


def _counter(product: Product, row: Mapping[str, Any]) -> UsageCounter:
    """JSON has no dates: they come as texts."""
    throttled_from = row["throttled_from"]
    return UsageCounter(
        product=product,
        kind=row["kind"],
        used=row["used"],
        allowance=row["allowance"],
        period_start=date.fromisoformat(row["period_start"]),
        period_end=date.fromisoformat(row["period_end"]),
        as_of=datetime.fromisoformat(row["as_of"]),
        throttled_from=datetime.fromisoformat(throttled_from) if throttled_from else None,
    )
