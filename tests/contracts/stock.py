"""Products for tests, as an import would have left them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Customer
from contracts.catalogue.items import Family, Term
from contracts.catalogue.terms import term_as_json
from contracts.models import OptionRole, Product, ProductOption, ProductStatus, TvAccess
from contracts.youth_pins import seal_youth_pin

AS_OF = datetime(2026, 11, 22, 5, tzinfo=UTC)
PIN = "7391"


def make_product(customer: Customer, number: str = "DSL-1", **values: Any) -> Product:
    """A running internet product without minimum term; `values` override the columns."""
    name = values.pop("title", "DSL 100")
    defaults = {
        "family": Family.INTERNET,
        "offering": "dsl-100",
        "name": {"de": name, "en": name},
        "status": ProductStatus.ACTIVE,
        "street": "Mailänder Straße 2",
        "postcode": "30539",
        "town": "Hannover",
        "monthly_price": Decimal("34.90"),
        "started_on": date(2024, 12, 1),
        "term": term_as_json(Term(24)),
        "as_of": AS_OF,
    }
    return Product.objects.create(customer=customer, number=number, **defaults | values)


def make_option(product: Product, code: str = "fon-mobil-flat", **values: Any) -> ProductOption:
    """An option that holds since the product's start."""
    name = values.pop("title", "Mobilfunk-Flat")
    defaults = {
        "role": OptionRole.OPTION,
        "name": {"de": name, "en": name},
        "monthly_price": Decimal("4.95"),
        "valid_from": product.started_on,
    }
    return ProductOption.objects.create(product=product, code=code, **defaults | values)


def make_pay_tv(customer: Customer, number: str = "TV-1", **values: Any) -> Product:
    """Pay-TV with the youth-protection PIN `PIN`."""
    product = make_product(
        customer, number, **{"family": Family.TV, "title": "Pay-TV Premium", "offering": "pay-tv"} | values
    )
    TvAccess.objects.create(product=product, youth_pin_sealed=seal_youth_pin(PIN, product_number=number))
    return product
