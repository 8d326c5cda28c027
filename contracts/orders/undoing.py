"""Undoing what an order did, when a consumer withdraws from it (§§ 355, 356, 357 BGB; C11).

A kind notes in `order.effect` what its completion changes; undoing reads nothing else, so that it puts back exactly
that. What was changed is put back from a day on; what had been before stays as a dated fact.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from contracts.models import Order, Product, ProductOption

from .products import cancel_product, end_options


class Undoable:
    """A kind of order that can be withdrawn from; its `complete` notes what it changes."""

    def undo(self, order: Order, *, on: date, now: datetime) -> None:
        """Put back what `complete` noted; `on` is the first day without it. In the transaction of the move."""
        if "new_product" in order.effect:
            cancel_product(_locked(order.effect["new_product"]), on=on)
        if "product" in order.effect and order.product_id is not None:
            _put_back(_locked(order.product_id), order.effect["product"])
        if order.product_id is not None:
            end_options(order.product_id, order.effect.get("added", []), on=on)
            _revive(order.product_id, order.effect.get("ended", []), on=on)


def home_of(order: Order) -> int | None:
    """Key of the product that a withdrawal is about: what the order brought, or else what it changed."""
    new_product: int | None = order.effect.get("new_product")
    return new_product or order.product_id


def note_product(order: Order, product: Product) -> None:
    """The product as it is before the order changes it."""
    order.effect["product"] = {
        "offering": product.offering,
        "name": product.name,
        "monthly_price": str(product.monthly_price),
        "term": product.term,
        "minimum_term_ends_on": product.minimum_term_ends_on and product.minimum_term_ends_on.isoformat(),
    }


def note_ending(order: Order, product: Product, codes: Iterable[str], *, on: date) -> None:
    """The options that will end with the order."""
    ending = ProductOption.objects.filter(product=product, code__in=list(codes)).exclude(valid_to__lte=on)
    order.effect["ended"] = [
        {"role": row.role, "code": row.code, "name": row.name, "monthly_price": str(row.monthly_price)}
        for row in ending
    ]


def note_added(order: Order, code: str) -> None:
    """An option that begins with the order."""
    order.effect["added"] = [code]


def note_new_product(order: Order, product: Product) -> None:
    """What an order for something new has brought."""
    order.effect["new_product"] = product.pk


def _locked(product_id: int) -> Product:
    return Product.objects.select_for_update().get(pk=product_id)


def _put_back(product: Product, before: dict[str, Any]) -> None:
    end = before["minimum_term_ends_on"]
    product.offering, product.name, product.term = before["offering"], before["name"], before["term"]
    product.monthly_price = Decimal(before["monthly_price"])
    product.minimum_term_ends_on = date.fromisoformat(end) if end else None
    product.save(update_fields=["offering", "name", "monthly_price", "term", "minimum_term_ends_on"])


def _revive(product_id: int, ended: list[dict[str, Any]], *, on: date) -> None:
    """Options that ended with the order begin again, except those that are there again already."""
    for row in ended:
        there = ProductOption.objects.filter(product_id=product_id, code=row["code"])
        if not there.exclude(valid_to__lte=on).exists():
            values = {**row, "monthly_price": Decimal(row["monthly_price"])}
            ProductOption.objects.create(product_id=product_id, valid_from=on, **values)
