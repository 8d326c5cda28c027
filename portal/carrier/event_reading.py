"""Reading a TMF622 v4 event. Only the fields we use come in: the carrier's copy of an order may show passwords."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .assigned import assigned_in
from .gateway import STATES

KINDS = {"ProductOrderStateChangeEvent", "ProductOrderAttributeValueChangeEvent"}
LONGEST_ID = 100
LONGEST_NUMBER = 40
LONGEST_REASON = 300


class BadEvent(ValueError):
    """Not an event we understand; the text is for the carrier's operator."""


@dataclass(frozen=True)
class Event:
    """`number` or `reference` may be empty, not both; `state` is empty when the event does not tell it."""

    event_id: str
    at: datetime
    number: str
    reference: str
    state: str
    reason: str
    assigned: dict[str, str]
    body: dict[str, Any]


def read_event(content: bytes) -> Event:
    """Raises BadEvent."""
    data = _object(_json(content), "The event")
    kind = _text(data, "eventType", LONGEST_ID)
    if kind not in KINDS:
        raise BadEvent(f"eventType must be one of {', '.join(sorted(KINDS))}.")
    event_id = _text(data, "eventId", LONGEST_ID)
    if not event_id:
        raise BadEvent("eventId is missing.")
    order = _object(_object(data.get("event"), "event").get("productOrder"), "event.productOrder")
    number, reference = _text(order, "externalId", LONGEST_NUMBER), _text(order, "id", LONGEST_ID)
    if not number and not reference:
        raise BadEvent("event.productOrder needs an id or an externalId.")
    state = _text(order, "state", LONGEST_ID)
    if state not in STATES and (state or kind == "ProductOrderStateChangeEvent"):
        raise BadEvent("event.productOrder.state is no state of TMF622.")
    assigned = assigned_in(order)
    kept: dict[str, Any] = {"id": reference, "externalId": number, "state": state}
    if assigned:
        kept["assigned"] = assigned
    at = _moment(_text(data, "eventTime", LONGEST_ID))
    body = {"eventId": event_id, "eventType": kind, "eventTime": data["eventTime"], "productOrder": kept}
    return Event(event_id, at, number, reference, state, _reason(order), assigned, body)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadEvent("The body is not JSON in UTF-8.") from None


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadEvent(f"{name} is not a JSON object.")
    return value


def _text(data: dict[str, Any], name: str, longest: int) -> str:
    """A text that the database can hold; empty when it is not there."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise BadEvent(f"{name} must be a text of at most {longest} printable characters.")
    return value


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        offset = moment.utcoffset()
    except ValueError:
        raise BadEvent("eventTime is no date and time of ISO 8601.") from None
    if offset is None or not 2000 <= moment.year < 9999:
        raise BadEvent("eventTime needs a time zone, as in 2026-11-01T06:00:00+01:00.")
    return moment


def _reason(order: dict[str, Any]) -> str:
    """Why an order failed or was cancelled, where the event says so."""
    errors = order.get("productOrderErrorMessage")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    for value in (first.get("reason"), first.get("message"), order.get("cancellationReason")):
        if isinstance(value, str) and value.strip():
            return "".join(sign for sign in value if sign.isprintable()).strip()[:LONGEST_REASON]
    return ""
