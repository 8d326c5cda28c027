"""Which changes a product allows: what its page shows, and what an address may ask for (C1)."""

from dataclasses import dataclass

from django.urls import reverse

from portal.access.access import Access

from .kind import OrderKind
from .registry import kinds
from .situation import Situation


@dataclass(frozen=True)
class Change:
    """One change on the page of a product. `open_number`: an order of this kind that is still open."""

    kind: OrderKind
    url: str
    open_number: str = ""

    @property
    def title(self) -> str:
        return str(self.kind.title)

    @property
    def description(self) -> str:
        return str(self.kind.description)

    @property
    def icon(self) -> str:
        return self.kind.icon


def changes_for(situation: Situation, access: Access) -> list[Change]:
    """What this login may order for the product, in the order of the kinds; nothing for those who only read."""
    if not access.may_change:
        return []
    open_kinds = {order.kind: order.number for order in situation.open_orders}
    return [
        Change(kind, order_url(kind.slug, situation.product.pk), open_kinds.get(kind.slug, ""))
        for kind in kinds
        if kind.is_offered(situation)
    ]


def order_url(slug: str, product_id: int) -> str:
    """Where the form of a kind of order for a product stands."""
    return reverse("orders:configure", args=[slug, product_id])
