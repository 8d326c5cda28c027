"""Products, orders and drafts of a person for the walk over all addresses."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from contracts.models import CatalogueVersion, Order, OrderChannel, Product
from contracts.orders.drafts import save_draft
from contracts.orders.quotes import Quote
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give

PLACED = datetime(2026, 11, 20, 9, tzinfo=UTC)


def line_of(person: Person) -> Product:
    """A line whose bandwidth can be changed."""
    if not CatalogueVersion.objects.exists():
        load_demo_catalogue()
    known = Product.objects.filter(customer=person.customer, offering="dsl-50-24").first()
    return known or give(person, "dsl-50-24")


def change_of(person: Person) -> dict[str, Any]:
    return {"slug": "bandwidth", "product_id": line_of(person).pk}


def draft_of(person: Person) -> dict[str, Any]:
    """An order that is not placed yet."""
    draft = save_draft(
        login_id=person.login.pk,
        product=line_of(person),
        kind="bandwidth",
        answers={"offering": "dsl-100-24"},
        secrets={},
        now=PLACED,
    )
    return {"key": draft.key}


def order_of(person: Person) -> dict[str, Any]:
    """An order that was placed in a shop."""
    order, _created = Order.objects.get_or_create(
        number="SHOP-4711",
        defaults={
            "customer": person.customer,
            "product": line_of(person),
            "kind": "elsewhere",
            "subject": "SHOP-4711",
            "title": {"de": "Neuer Anschluss", "en": "New line"},
            "channel": OrderChannel.ELSEWHERE,
            "state": "inProgress",
            "state_at": PLACED,
            "placed_at": PLACED,
        },
    )
    return {"number": order.number}


def confirmed_order_of(person: Person) -> dict[str, Any]:
    """An order that was placed here, with price and dates."""
    elsewhere = Order.objects.get(**order_of(person))
    quote = Quote(activation_on=date(2026, 11, 26), monthly=Decimal("39.90"))
    columns = {"channel": OrderChannel.PORTAL, "subject": "bandwidth", "quote": quote.as_json()}
    order, _created = Order.objects.get_or_create(
        number="P-4712",
        defaults={
            **{
                name: getattr(elsewhere, name)
                for name in ("customer", "product", "title", "state", "state_at")
            },
            "kind": "bandwidth",
            "placed_at": PLACED,
            **columns,
        },
    )
    return {"number": order.number}
