"""Locks in one order, so that no two changes wait for each other: the product, its order, the carrier's message.

Placing an order holds the product and may then reach for another order of it (a withdrawal stops what is open); news
of the carrier reach for an order whose effect needs the product. Both take the product first.
"""

from typing import Any

from contracts.models import Order, Product


def lock_order(**which: Any) -> Order | None:
    """The order with this unique column (`pk`, `number`), locked after its product; None where there is none."""
    products = Product.objects.select_for_update(of=("self",))
    list(products.filter(**{f"orders__{column}": value for column, value in which.items()}))
    return Order.objects.select_for_update().filter(**which).first()


def locked_order(**which: Any) -> Order:
    """The same where it must exist: Order.DoesNotExist otherwise."""
    order = lock_order(**which)
    if order is None:
        raise Order.DoesNotExist(f"no order {which}")
    return order
