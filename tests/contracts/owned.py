"""What the named cast owns: products as the carrier's feed would have written them."""

from datetime import date
from typing import Any

from accounts.models import Customer
from contracts.catalogue.items import Family
from contracts.catalogue.store import version_on
from contracts.catalogue.terms import term_as_json
from contracts.models import OptionRole, Product, ProductOption, ProductStatus
from tests.cast import LONG_AGO, Person

SINCE = date(2021, 3, 1)


def give(person: Person | Customer, offering: str, **values: Any) -> Product:
    """A running product of this offering, without minimum term unless `values` say so. Needs a catalogue."""
    customer = person.customer if isinstance(person, Person) else person
    entry = version_on(date(2026, 11, 1))[1].offerings[offering]
    defaults: dict[str, Any] = {
        "number": f"{customer.number}-{offering}-{Product.objects.count()}",
        "family": entry.family,
        "offering": offering,
        "name": entry.name.as_json(),
        "status": ProductStatus.ACTIVE,
        "street": "Mailänder Straße 2",
        "postcode": "30539",
        "town": "Hannover",
        "monthly_price": entry.price.monthly,
        "started_on": SINCE,
        "term": term_as_json(entry.term),
        "as_of": LONG_AGO,
    }
    return Product.objects.create(customer=customer, **{**defaults, **values})


def give_option(product: Product, code: str, *, since: date = SINCE, **values: Any) -> ProductOption:
    """An option or a barrier of the product."""
    catalogue = version_on(date(2026, 11, 1))[1]
    is_option = code in catalogue.options
    entry = catalogue.options[code] if is_option else catalogue.barriers[code]
    price = catalogue.options[code].price.monthly if is_option else 0
    return ProductOption.objects.create(
        product=product,
        role=OptionRole.OPTION if is_option else OptionRole.BARRIER,
        code=code,
        name=entry.name.as_json(),
        monthly_price=price,
        valid_from=since,
        **values,
    )


def account_product(person: Person) -> Product:
    """The product that stands for the customer number."""
    return Product.objects.create(
        customer=person.customer,
        number=f"ACCOUNT-{person.number}",
        family=Family.ACCOUNT,
        name={"de": "Kundenkonto", "en": "Customer account"},
        status=ProductStatus.ACTIVE,
        as_of=LONG_AGO,
    )
