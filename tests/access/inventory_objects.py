"""A product of somebody, for the table of addresses."""

from typing import Any

from contracts.models import Product
from tests.cast import Person
from tests.contracts.stock import make_pay_tv


def pay_tv_of(person: Person) -> dict[str, Any]:
    """A Pay-TV product of this person, with its PIN."""
    found = Product.objects.filter(customer=person.customer, family="tv").first()
    return {"product_id": (found or make_pay_tv(person.customer)).pk}
