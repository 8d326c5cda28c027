"""A mobile contract of somebody, for the table of addresses."""

from typing import Any

from contracts.catalogue.items import Family
from contracts.models import Product
from tests.cast import Person
from tests.contracts.stock import make_product


def mobile_of(person: Person) -> dict[str, Any]:
    """A mobile contract of this person."""
    found = Product.objects.filter(customer=person.customer, family=Family.MOBILE).first()
    made = found or make_product(
        person.customer, f"MOB-{person.number}", title="Mobil Smart LTE", family=Family.MOBILE
    )
    return {"product_id": made.pk}
