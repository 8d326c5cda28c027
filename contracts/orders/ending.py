"""The day after the last day: what was terminated ends (C11)."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction

from contracts.models import Product, ProductStatus
from portal.audit.trail import record, system
from portal.lib.periods import berlin_day

from .beside import end_options_beside
from .products import end_product

log = logging.getLogger(__name__)
ACTOR = system("contracts.end_terminated_products")


def end_terminated_products(*, now: datetime) -> int:
    """End every product whose last day is over, with its parts and options; how many ended.

    Each in a transaction of its own: one that cannot end stops no other. Run twice, the second run finds nothing.
    """
    today = berlin_day(now)
    due = Product.objects.filter(status=ProductStatus.PENDING_TERMINATE, ends_on__lt=today).order_by("pk")
    return sum(_end_or_log(pk, today, now) for pk in list(due.values_list("pk", flat=True)))


def _end_or_log(product_id: int, today: date, now: datetime) -> int:
    try:
        return _end(product_id, today, now)
    except Exception:
        log.exception("product %s could not be ended", product_id)
        return 0


@transaction.atomic
def _end(product_id: int, today: date, now: datetime) -> int:
    product = Product.objects.select_for_update().get(pk=product_id)
    if (
        product.status != ProductStatus.PENDING_TERMINATE
        or product.ends_on is None
        or product.ends_on >= today
    ):
        return 0  # ended as part of another one, or the termination was taken back
    ended = end_product(product, last_day=product.ends_on)
    for one in ended:
        record(
            "product.ended",
            actor=ACTOR,
            now=now,
            customer_id=one.customer_id,
            subject=one,
            new={"status": one.status, "ends_on": one.ends_on},
        )
    end_options_beside(ended, on=product.ends_on + timedelta(days=1), actor=ACTOR, now=now)
    return len(ended)
