"""How long consumers can withdraw from an order, and from which orders (§§ 312g, 355, 193 BGB; C11)."""

from datetime import date, timedelta

from contracts.models import Order, OrderChannel
from portal.lib.working_days import is_working_day, next_working_day

from .registry import kind_of
from .states import OPEN, OrderState
from .undoing import Undoable

WITHDRAWAL_DAYS = 14  # § 355 (2) BGB
DONE = (*OPEN, OrderState.COMPLETED)  # orders that hold, or are going to


def withdrawal_deadline(placed_on: date) -> date:
    """The last day of the fortnight: the day of the order does not count (§§ 355, 187 (1) BGB)."""
    return placed_on + timedelta(days=WITHDRAWAL_DAYS)


def may_withdraw_until(placed_on: date, land: str) -> date:
    """The last day on which a withdrawal is in time: the fortnight's, or the next Monday to Friday that is no
    holiday (§ 193 BGB; Art. 3 (4) of Regulation (EEC, Euratom) No 1182/71)."""
    day = withdrawal_deadline(placed_on)
    return day if is_working_day(day, land, saturdays=False) else next_working_day(day, land, saturdays=False)


def can_be_undone(order: Order) -> bool:
    """Did this order begin or change a contract here that costs something?"""
    return (
        order.channel == OrderChannel.PORTAL
        and order.state in DONE
        and isinstance(kind_of(order.kind), Undoable)
        and order.is_priced
    )
