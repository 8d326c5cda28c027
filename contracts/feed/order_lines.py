"""One line of kind `orders`: TMF622 ProductOrder that was placed elsewhere, as values of our own. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.feed.fields import both_languages, choice, day, items, moment, text
from contracts.orders.states import OrderState
from portal.carrier.feed import LineRefused

ADDRESSABLE = re.compile(r"[A-Za-z0-9_-]+")  # the number stands in addresses
OURS = "P-"  # orders placed in the portal are numbered so; their states come through the gateway
STATES = {value: value for value in OrderState.values}


@dataclass(frozen=True)
class EventLine:
    """A state with the time it holds from."""

    state: str
    at: datetime
    note: str


@dataclass(frozen=True)
class OrderLine:
    """An order of the feed, checked."""

    number: str
    customer: str
    product: str  # "" while there is none
    columns: dict[str, Any]  # of contracts.Order
    history: tuple[EventLine, ...]  # oldest first; empty when the file gives none


def claims_of(line: OrderLine) -> list[str]:
    """What no other line of the file may state."""
    return [f"Order {line.number}"]


def read_order(data: dict[str, Any]) -> OrderLine:
    """Check one line; raises LineRefused with a sentence that names the field."""
    number = text(data, "id", most=60, required=True)
    if not ADDRESSABLE.fullmatch(number):
        raise LineRefused(f"id {number!r} may hold letters, digits, - and _ only.")
    if number.upper().startswith(OURS):
        raise LineRefused(f"Order {number} was placed in the portal; its states come from the gateway.")
    placed_at = moment(data, "orderDate")
    if placed_at is None:
        raise LineRefused("orderDate is missing.")
    state = choice(data, "state", STATES)
    history = _history(items(data, "stateHistory"), state)
    columns = {
        "title": both_languages(data, "description"),
        "state": state,
        "placed_at": placed_at,
        "activation_on": day(data, "requestedCompletionDate"),
        "completed_at": _completed_at(data, state, placed_at),
        "reason": text(data, "reason", most=500),
        "referral_code": text(data, "referralCode", most=40),
    }
    return OrderLine(
        number=number,
        customer=text(data, "customer", most=20, required=True),
        product=text(data, "product", most=60),
        columns=columns,
        history=history,
    )


def _completed_at(data: dict[str, Any], state: str, placed_at: datetime) -> datetime | None:
    completed_at = moment(data, "completionDate")
    if state == OrderState.COMPLETED and completed_at is None:
        raise LineRefused("completionDate is missing.")
    if completed_at is not None and completed_at < placed_at:
        raise LineRefused("completionDate lies before orderDate.")
    return completed_at


def _history(entries: list[dict[str, Any]], state: str) -> tuple[EventLine, ...]:
    events = []
    for entry in entries:
        at = moment(entry, "at")
        if at is None:
            raise LineRefused("at is missing.")
        events.append(EventLine(choice(entry, "state", STATES), at, text(entry, "note", most=500)))
    events.sort(key=lambda event: event.at)
    if events and events[-1].state != state:
        raise LineRefused(f"stateHistory ends with {events[-1].state}, but state is {state}.")
    return tuple(events)
