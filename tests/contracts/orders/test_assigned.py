"""What the carrier assigned comes in with its answers and events; nothing else of its copy of an order does (C14)."""

import json
from datetime import UTC, datetime

import pytest

from portal.carrier.event_reading import read_event
from portal.carrier.tmf622_answers import news_of

NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
ITEMS = [
    {"product": {"productCharacteristic": [{"name": "phoneNumber", "value": "0511 4711"}]}},
    {"product": {"productCharacteristic": [{"name": "password", "value": "geheim-geheim-1"}, "?"]}},
    {"product": "?"},
    "?",
]


def order(items: object) -> dict[str, object]:
    return {"id": "C-1", "externalId": "P-1", "state": "completed", "productOrderItem": items}


def test_an_answer_tells_the_number_and_no_password():
    assert news_of(order(ITEMS), number="P-1", now=NOW).assigned == {"phoneNumber": "0511 4711"}


def test_an_event_tells_the_number_and_keeps_no_password():
    event = {
        "eventId": "E-1",
        "eventType": "ProductOrderStateChangeEvent",
        "eventTime": "2026-11-26T06:00:00+01:00",
        "event": {"productOrder": order(ITEMS)},
    }
    read = read_event(json.dumps(event).encode())
    assert read.assigned == {"phoneNumber": "0511 4711"}
    assert "geheim" not in str(read.body)


@pytest.mark.parametrize(
    "value", ["", 511, None, ["0511 4711"], {"a": "b"}, "0511\n4711", "0" * 101], ids=str
)
def test_what_is_no_short_text_is_left_out(value):
    items = [{"product": {"productCharacteristic": [{"name": "phoneNumber", "value": value}]}}]
    assert news_of(order(items), number="P-1", now=NOW).assigned == {}


@pytest.mark.parametrize(
    "items", [None, {}, "x", [None], [{"product": {"productCharacteristic": 3}}]], ids=str
)
def test_strange_items_are_left_out(items):
    assert news_of(order(items), number="P-1", now=NOW).assigned == {}


def test_names_that_are_no_texts_are_left_out():
    items = [{"product": {"productCharacteristic": [{"name": ["phoneNumber"], "value": "0511 4711"}]}}]
    assert news_of(order(items), number="P-1", now=NOW).assigned == {}
