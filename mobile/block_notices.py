"""The service centre hears at once of a loss block that the carrier will not set (D3)."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from contracts.models import Order
from mobile.models import SimCard
from portal.outbox.links import absolute_url
from portal.outbox.mail import enqueue


def tell_staff(order: Order, cards: Iterable[SimCard], *, now: datetime) -> None:
    """One mail per order to the operator's own address."""
    page = reverse("admin:contracts_order_change", args=[order.pk])
    enqueue(
        "sim_block_failed",
        to=settings.BRAND.email,
        language=settings.LANGUAGE_CODE,
        context={
            "at": now,
            "order_number": order.number,
            "customer_number": order.customer.number,
            "cards": [card.short_iccid for card in cards],
            "reason": order.reason,
            "order_url": absolute_url(page),
        },
        now=now,
        once_key=f"sim_block_failed:{order.number}",
    )
