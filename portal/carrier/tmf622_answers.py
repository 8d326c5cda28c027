"""What is read: ProductOrder and CancelProductOrder of TMF622 v4. A shape we do not know raises CarrierAway."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from .assigned import assigned_in
from .gateway import STATES, CancelAnswer, CarrierAway, CarrierNews, Receipt
from .sentences import sentence

log = logging.getLogger(__name__)
LONGEST_REFERENCE = 100
LONGEST_REASON = 300
CANCEL_OUTCOMES: dict[str, Literal["accepted", "done", "refused"]] = {  # TaskStateType
    "acknowledged": "accepted",
    "pending": "accepted",
    "inProgress": "accepted",
    "done": "done",
    "rejected": "refused",
    "terminatedWithError": "refused",
}
STATE_DATES = {"completed": "completionDate", "cancelled": "cancellationDate", "acknowledged": "orderDate"}
EXPLAINED = {"held", "pending", "partial", "failed", "rejected", "cancelled"}


def receipt_of(answer: Any, *, number: str, now: datetime) -> Receipt:
    """The carrier's number, date and state of an order."""
    order = _object(answer)
    if order.get("externalId", number) != number:
        raise CarrierAway(sentence("strange_answer", error="externalId"))
    return Receipt(_reference(order), _moment(order.get("orderDate")) or now, _state(order))


def news_of(answer: Any, *, number: str, now: datetime) -> CarrierNews:
    """The state of an order; dated by the carrier where the order carries such a date, else now."""
    order = _object(answer)
    state = _state(order)
    at = _moment(order.get(STATE_DATES.get(state, ""))) or now
    reason = _reason(order) if state in EXPLAINED else ""
    return CarrierNews(number, _reference(order), state, at, reason, assigned=assigned_in(order))


def first_by_number(answer: Any, numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The orders of a list by number, those we did not ask for left out."""
    if not isinstance(answer, list):
        raise CarrierAway(sentence("strange_answer", error="list"))
    found: dict[str, dict[str, Any]] = {}
    for order in sorted(map(_object, answer), key=lambda order: str(order.get("orderDate", ""))):
        number = order.get("externalId")
        if number not in numbers:
            continue
        if number in found:
            log.error("the carrier has order %s more than once", number)
            continue
        found[str(number)] = order
    return found


def cancel_answer(answer: Any, *, now: datetime) -> CancelAnswer:
    """How a wish to cancel was answered."""
    task = _object(answer)
    state = task.get("state")
    if not isinstance(state, str) or state not in CANCEL_OUTCOMES:
        raise CarrierAway(sentence("strange_answer", error=f"state {str(state)[:50]}"))
    outcome = CANCEL_OUTCOMES[state]
    at = _moment(task.get("effectiveCancellationDate")) if outcome == "done" else None
    if outcome != "refused":
        return CancelAnswer(outcome, at or now)
    reason = _reason(task)
    return CancelAnswer(
        outcome, now, sentence("carrier_refused", error=reason) if reason else sentence("cannot_stop")
    )


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CarrierAway(sentence("strange_answer", error="object"))
    return value


def _reference(order: dict[str, Any]) -> str:
    reference = order.get("id")
    if not isinstance(reference, str) or not 0 < len(reference) <= LONGEST_REFERENCE:
        raise CarrierAway(sentence("strange_answer", error="id"))
    return reference


def _state(order: dict[str, Any]) -> str:
    state = order.get("state")
    if not isinstance(state, str) or state not in STATES:
        raise CarrierAway(sentence("strange_answer", error=f"state {str(state)[:50]}"))
    return state


def _moment(value: Any) -> datetime | None:
    """A date with its time zone; None for anything else: the state matters more than its date."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _reason(order: dict[str, Any]) -> str:
    """The carrier's own words: an error message, the reason of a cancellation, or the newest note."""
    errors, notes = order.get("productOrderErrorMessage"), order.get("note")
    words = [error.get("reason") or error.get("message") for error in _objects(errors)]
    words += [order.get("cancellationReason")]
    words += [note.get("text") for note in reversed(_objects(notes))]
    said = [word.replace("\x00", "").strip() for word in words if isinstance(word, str)]
    return next((word for word in said if word), "")[:LONGEST_REASON]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
