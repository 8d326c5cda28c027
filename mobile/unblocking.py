"""What the service centre does with a blocked card (D3, K2)."""

from datetime import datetime

from django.db import transaction

from contracts.models import Order, Product
from contracts.orders.placing import place_by_staff
from contracts.orders.situation import situation_of
from mobile.models import SimCard
from mobile.order_kinds.sim_unblock import SimUnblock
from portal.audit.trail import Actor, record
from portal.lib.periods import berlin_day


@transaction.atomic
def unblock_sim(*, sim: SimCard, reason: str, actor: Actor, now: datetime) -> Order:
    """Ask the carrier to lift the block of a lost card; the card works again when it has. OrderRefused otherwise.

    `reason` stays in the audit trail: what the caller said, and how they proved who they are.
    """
    products = Product.objects.select_for_update(of=("self",)).select_related("customer")
    product = products.get(pk=sim.product_id)
    situation = situation_of(product, today=berlin_day(now))
    order = place_by_staff(
        kind=SimUnblock(), situation=situation, answers={"sim": sim.pk}, actor=actor, now=now
    )
    record(
        "sim.unblock_ordered",
        actor=actor,
        now=now,
        customer_id=product.customer_id,
        subject=sim,
        new={"order": order.number},
        note=reason,
    )
    return order
