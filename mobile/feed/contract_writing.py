"""Mobile contracts of the feed into our tables, a batch at a time, inside the file's transaction."""

from collections.abc import Sequence
from datetime import datetime

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.feed.card_writing import write_cards
from mobile.feed.contract_lines import ContractLine
from mobile.feed.mobile_number_writing import write_numbers
from mobile.models import ServiceSettings
from portal.carrier.feed import Header, LineFault

Batch = Sequence[tuple[int, ContractLine]]
NOT_THE_KEY = [column.name for column in ServiceSettings._meta.concrete_fields if not column.primary_key]


def write_contracts(batch: Batch, header: Header, now: datetime) -> list[LineFault]:
    """Write the cards, numbers and settings of `batch`; returns the lines that cannot be written.

    Queries do not grow with the batch, but for cards whose state has changed.
    """
    numbers = {line.product for _, line in batch}
    rows = Product.objects.filter(number__in=numbers, family=Family.MOBILE).order_by("pk")
    products = {product.number: product for product in rows.select_for_update(of=("self",))}
    faults = [
        LineFault(position, f"Product {line.product} is no mobile contract that we know.")
        for position, line in batch
        if line.product not in products
    ]
    sound = [(position, line) for position, line in batch if line.product in products]
    faults += write_cards(sound, products, header, now)
    faults += write_numbers(sound, products, header)
    _write_services(sound, products)
    return faults


def _write_services(batch: Batch, products: dict[str, Product]) -> None:
    ServiceSettings.objects.bulk_create(
        (
            ServiceSettings(product=products[line.product], **line.services)
            for _, line in batch
            if line.services is not None
        ),
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=NOT_THE_KEY,
    )
