"""Options that work only beside another product end with the last such product (D2)."""

from collections.abc import Sequence
from datetime import date, datetime

from contracts.catalogue.items import Family
from contracts.catalogue.store import NoCatalogue, version_on
from contracts.models import Product, ProductOption
from contracts.models.inventory import RUNNING
from portal.audit.trail import Actor, record

from .products import end_options


def end_options_beside(ended: Sequence[Product], *, on: date, actor: Actor, now: datetime) -> int:
    """End what needed one of these products of a customer and has nothing else to stand on; how many ended.

    `on` is the first day without the products. Their termination announced it (contracts.kinds.consequences).
    """
    try:
        _key, catalogue = version_on(on)
    except NoCatalogue:
        return 0
    owned = Product.objects.filter(customer_id=ended[0].customer_id, status__in=RUNNING)
    kept = {Family(family) for family in owned.values_list("family", flat=True)}
    lost = {Family(product.family) for product in ended} - kept
    codes = [
        option.code
        for option in catalogue.options.values()
        if lost & set(option.requires_family) and not kept & set(option.requires_family)
    ]
    rows = ProductOption.objects.filter(product__in=owned, code__in=codes).exclude(valid_to__lte=on)
    ending = list(rows.select_related("product"))
    for row in ending:
        end_options(row.product, [row.code], on=on)
        record(
            "option.ended",
            actor=actor,
            now=now,
            customer_id=row.product.customer_id,
            subject=row.product,
            new={"option": row.code, "valid_to": on.isoformat()},
        )
    return len(ending)
