"""The customer's choice: mails about used allowances, or none (D8)."""

from datetime import datetime

from django.db import transaction

from contracts.models import Product
from mobile.models import NoticeChoice
from portal.audit.trail import Actor, record


def wants_notices(product: Product) -> bool:
    """Whoever never chose is told."""
    choice: NoticeChoice | None = getattr(product, "usage_notice_choice", None)
    return choice is None or choice.usage_notices


@transaction.atomic
def choose_notices(*, product: Product, wanted: bool, actor: Actor, now: datetime) -> bool:
    """Switch the mails of one contract on or off; False when nothing changed.

    Holds from the next run on: mails that are written already still leave.
    """
    locked = Product.objects.select_for_update().get(pk=product.pk)
    before = wants_notices(locked)
    if before == wanted:
        return False
    NoticeChoice.objects.update_or_create(
        product=locked, defaults={"usage_notices": wanted, "changed_at": now}
    )
    record(
        "usage_notices.chosen",
        actor=actor,
        now=now,
        customer_id=locked.customer_id,
        subject=locked,
        old={"usage_notices": before},
        new={"usage_notices": wanted},
    )
    return True
