"""A mobile contract of somebody, for the walk over all addresses."""

from typing import Any

from contracts.models import CatalogueVersion, Product
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give


def mobile_of(person: Person) -> dict[str, Any]:
    if not CatalogueVersion.objects.exists():
        load_demo_catalogue()
    known = Product.objects.filter(customer=person.customer, family="mobile").first()
    return {"product_id": (known or give(person, "mobil-smart-lte-24")).pk}
