"""What the pages of mobile contracts show in tests: usage, several cards, ported numbers, kinds of order."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from contracts.models import Product
from mobile.models import MobileNumber, NumberKind, SimState, UsageCounter, UsageKind
from portal.lib.periods import add_months, first_of_month
from tests.cast import Person
from tests.contracts.owned import give_option
from tests.mobile.cast import give_mobile, give_sim

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
AS_OF = datetime(2026, 11, 20, 9, tzinfo=UTC)  # 10 o'clock in Berlin
GB = 1_000_000_000


def count(
    product: Product, kind: str, used: int, allowance: int | None = None, *, back: int = 0, **values: Any
) -> UsageCounter:
    """A counter of the month that lies `back` months before November 2026."""
    start = add_months(date(2026, 11, 1), -back)
    end = add_months(start, 1)
    defaults: dict[str, Any] = {
        "period_end": end,
        "as_of": datetime(end.year, end.month, 1, 4, tzinfo=UTC) if back else AS_OF,
    }
    return UsageCounter.objects.create(
        product=product, kind=kind, period_start=start, used=used, allowance=allowance, **defaults | values
    )


def give_allnet(person: Person, **values: Any) -> Product:
    """All Net Flat LTE 3 GB with a MultiCard pair, 2.4 GB used, calls and SMS counted."""
    product = give_mobile(person, "mobil-allnet-3-24", **values)
    give_sim(product, position=2)
    give_option(product, "mobil-barrier-roaming-data")
    count(product, UsageKind.DATA, 24 * GB // 10, 3 * GB)
    count(product, UsageKind.MINUTES, 89 * 60 + 1)
    count(product, UsageKind.SMS, 14)
    return product


def count_history(product: Product, months: int = 12) -> None:
    """Mobile internet of the months before this one, used up in every fourth."""
    for back in range(1, months + 1):
        start = add_months(first_of_month(NOON.date()), -back)
        used_up = back % 4 == 0
        count(
            product,
            UsageKind.DATA,
            3 * GB if used_up else (back * 17 % 29) * GB // 10,
            3 * GB,
            back=back,
            throttled_from=datetime(start.year, start.month, 24, 17, tzinfo=UTC) if used_up else None,
        )


def announce_port(product: Product, number: str, day: date, temporary_since: date) -> None:
    """The present number is a temporary one until `day`, then `number` comes."""
    product.mobile_numbers.update(kind=NumberKind.TEMPORARY, valid_from=temporary_since, valid_to=day)
    MobileNumber.objects.create(product=product, number=number, kind=NumberKind.PORTED, valid_from=day)


def put_sim_into(product: Product, state: SimState) -> None:
    product.sims.update(state=state)


def kind(slug: str, title: str = "") -> Any:
    """A kind of order that is offered for everything: what pages need of one."""
    return SimpleNamespace(
        slug=slug,
        title=title or slug,
        description="",
        icon="pencil",
        is_offered=lambda situation: True,
    )
