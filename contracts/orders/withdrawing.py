"""Until when and from which orders consumers can withdraw in the portal (§§ 312g, 355, 356 BGB; C11)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from contracts.models import Order
from portal.access.access import Access
from portal.lib.periods import berlin_day

from .fortnight import DONE, can_be_undone, may_withdraw_until
from .offers import order_url
from .situation import Situation
from .undoing import home_of

SLUG = "withdrawal"
CHOSEN = "auftrag"  # the order's number in links to the form


@dataclass(frozen=True)
class WithdrawalOffer:
    """What the page of an order says: until when, and where."""

    until: date
    url: str


def withdrawal_offer(order: Order, access: Access, *, today: date) -> WithdrawalOffer | None:
    """None for those who only read, for businesses, when it is too late, and when it was done already."""
    home = home_of(order)
    if not access.may_change or home is None or order.customer.kind != "private" or not can_be_undone(order):
        return None
    until = deadline_of(order, settings.FEDERAL_STATE)
    if today > until or Order.objects.filter(kind=SLUG, answers__order=order.number, state__in=DONE).exists():
        return None
    return WithdrawalOffer(until, f"{order_url(SLUG, home)}?{CHOSEN}={order.number}")


def deadline_of(order: Order, land: str) -> date:
    """The last day of the fortnight of this order."""
    return may_withdraw_until(berlin_day(order.placed_at), land)


def withdrawable(situation: Situation) -> list[Order]:
    """Orders of this product that can be undone and are not withdrawn from yet, newest first; in time or not."""
    withdrawn = withdrawn_numbers(situation)
    return [
        order
        for order in situation.recent_orders
        if home_of(order) == situation.product.pk and order.number not in withdrawn and can_be_undone(order)
    ]


def withdrawn_numbers(situation: Situation) -> set[str]:
    """Numbers of orders that the customer has withdrawn from already."""
    return {
        str(order.answers.get("order"))
        for order in situation.recent_orders
        if order.kind == SLUG and order.state in DONE
    }


def later_change(situation: Situation, order: Order) -> Order | None:
    """A newer order that changed the same thing: undoing the older one would destroy it."""
    for other in situation.recent_orders:
        is_newer = (other.placed_at, other.pk) > (order.placed_at, order.pk)
        same = other.product_id == order.product_id and other.subject == order.subject
        if is_newer and same and other.state in DONE and other.number not in withdrawn_numbers(situation):
            return other
    return None
