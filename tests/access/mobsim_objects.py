"""A SIM card of somebody, for the table of addresses."""

from typing import Any

from contracts.models import CatalogueVersion
from mobile.models import SimCard
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.mobile.cast import give_mobile


def sim_of(person: Person) -> dict[str, Any]:
    """A card whose PIN and PUK are known."""
    if not CatalogueVersion.objects.exists():
        load_demo_catalogue()
    known = SimCard.objects.filter(product__customer=person.customer).first()
    if known is None:
        known = give_mobile(person).sims.get()
    return {"product_id": known.product_id, "sim_id": known.pk}
