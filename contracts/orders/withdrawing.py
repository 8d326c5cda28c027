"""Until when and from which orders consumers can withdraw in the portal (§§ 312g, 355, 356 BGB; C11)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from contracts.models import Order, OrderChannel
from portal.access.access import Access
from portal.lib.periods import berlin_day
from portal.lib.working_days import is_working_day, next_working_day

from .offers import order_url
from .papers import withdrawal_deadline
from .registry import kind_of
from .situation import Situation
from .states import OPEN, OrderState
from .undoing import Undoable, home_of

SLUG = "withdrawal"
CHOSEN = "auftrag"  # the order's number in links to the form
DONE = (*OPEN, OrderState.COMPLETED)  # orders that hold, or are going to


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


def may_withdraw_until(placed_on: date, land: str) -> date:
    """The last day on which a withdrawal is in time: the fortnight's, or the next Monday to Friday that is no
    holiday (§ 193 BGB; Art. 3 (4) of Regulation (EEC, Euratom) No 1182/71)."""
    day = withdrawal_deadline(placed_on)
    return day if is_working_day(day, land, saturdays=False) else next_working_day(day, land, saturdays=False)


def deadline_of(order: Order, land: str) -> date:
    """The last day of the fortnight of this order."""
    return may_withdraw_until(berlin_day(order.placed_at), land)


def can_be_undone(order: Order) -> bool:
    """Did this order begin or change a contract here that costs something?"""
    return (
        order.channel == OrderChannel.PORTAL
        and order.state in DONE
        and isinstance(kind_of(order.kind), Undoable)
        and order.is_priced
    )


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
