"""The carrier's events: each once, in order, from the carrier only (C7)."""

import json
from copy import deepcopy

import pytest
from django.test import Client

from portal.carrier.handover import enqueue_order
from portal.carrier.models import CarrierEvent
from tests.carrier.orders import NOW, SECRETS, deliver, order

SECRET = "Ereignis-Losung-5"
EVENT = {
    "eventId": "E-1",
    "eventTime": "2026-11-26T06:00:00+01:00",
    "eventType": "ProductOrderStateChangeEvent",
    "event": {"productOrder": {"id": "C-1", "externalId": "A-1", "state": "inProgress"}},
}


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.CARRIER_EVENT_SECRET = SECRET


def event(event_id="E-1", **values):
    made = deepcopy(EVENT) | {"eventId": event_id}
    for name in ("eventTime", "eventType"):
        made[name] = values.pop(name, made[name])
    made["event"]["productOrder"] |= values
    return made


def post(body, secret=SECRET, client=None):
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    headers = {"X-Carrier-Secret": secret} if secret is not None else {}
    client = client or Client(enforce_csrf_checks=True)
    return client.post("/carrier/ereignisse/", content, content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_c7_an_event_is_stored_and_told(heard):
    assert post(event()).status_code == 204
    ((name, values),) = heard.news
    news = values["news"]
    assert (name, news.number, news.reference, news.state, news.event_id) == (
        "order_news", "A-1", "C-1", "inProgress", "E-1",
    )  # fmt: skip
    assert news.at.isoformat() == EVENT["eventTime"]
    assert CarrierEvent.objects.get().note == "taken"


@pytest.mark.django_db
def test_c7_the_same_event_again_changes_nothing(heard):
    assert [post(event()).status_code for _ in range(3)] == [204, 204, 204]
    assert post(event(externalId="A-2")).status_code == 204
    assert (len(heard.news), CarrierEvent.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_c7_an_overtaken_event_is_stored_and_not_told(heard):
    post(event("E-2", state="completed"))
    post(event("E-1", eventTime="2026-11-26T05:59:59+01:00"))
    post(event("E-3", externalId="A-2", eventTime="2026-11-26T05:59:59+01:00"))
    assert heard.states == [("A-1", "completed"), ("A-2", "inProgress")]
    assert CarrierEvent.objects.get(event_id="E-1").note == "overtaken"


@pytest.mark.django_db
def test_c7_an_order_that_nobody_knows_is_noted(heard):
    heard.knows = {"A-2"}
    assert post(event()).status_code == 204
    assert (CarrierEvent.objects.get().note, heard.news) == ("unknown order", [])


@pytest.mark.django_db
def test_c7_the_carriers_number_alone_is_enough(server, heard):
    enqueue_order(order(), now=NOW)
    deliver()
    heard.news.clear()
    assert post(event(externalId=None)).status_code == 204
    assert heard.states == [("A-1", "inProgress")]
    post(event("E-2", externalId=None, id="C-99"))
    assert CarrierEvent.objects.get(event_id="E-2").note == "unknown order"


@pytest.mark.django_db
def test_c7_a_changed_attribute_without_a_state_is_noted(heard):
    body = event(eventType="ProductOrderAttributeValueChangeEvent", state=None)
    assert post(body).status_code == 204
    assert (CarrierEvent.objects.get().note, heard.news) == ("no state", [])


@pytest.mark.django_db(transaction=True)
def test_l4_an_event_that_could_not_be_taken_over_comes_again(heard):
    heard.fails = True
    response = post(event())
    assert (response.status_code, CarrierEvent.objects.count()) == (503, 0)
    heard.fails = False
    assert post(event()).status_code == 204
    assert heard.states == [("A-1", "inProgress")]


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [None, "", "falsch", SECRET + "x", "äöü"])
def test_c7_a_wrong_secret_stays_outside(heard, secret):
    response = post(event(), secret)
    assert (response.status_code, response["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert (CarrierEvent.objects.count(), heard.news) == (0, [])


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", SECRET])
def test_c7_without_the_setting_there_is_no_door(settings, secret):
    settings.CARRIER_EVENT_SECRET = ""
    assert post(event(), secret).status_code == 404


@pytest.mark.django_db
def test_only_posts_come_in():
    assert Client().get("/carrier/ereignisse/", headers={"X-Carrier-Secret": SECRET}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"[]", b'"x"', b"[" * 100_000, b"x" * (256 * 1024 + 1),
        {}, EVENT | {"eventId": ""}, EVENT | {"eventId": 7}, EVENT | {"eventId": "x" * 101},
        EVENT | {"eventId": "a\x00b"}, EVENT | {"eventId": "\ud800"}, EVENT | {"eventType": "ProductOrderDeleteEvent"},
        EVENT | {"eventTime": "gestern"}, EVENT | {"eventTime": "2026-11-26T06:00:00"}, EVENT | {"eventTime": None},
        EVENT | {"eventTime": "9999-12-31T23:59:59-23:59"},
        EVENT | {"event": None}, EVENT | {"event": {"productOrder": "A-1"}},
        event(state="dreaming"), event(state=None), event(state=["held"]), event(id=None, externalId=None),
        event(externalId="x" * 41),
    ],
    ids=lambda body: str(body)[:40],
)  # fmt: skip
def test_c7_bad_input_is_named_and_not_stored(heard, body):
    response = post(body)
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.strip()
    assert (CarrierEvent.objects.count(), heard.news) == (0, [])


@pytest.mark.django_db
def test_c14_what_we_do_not_use_is_not_stored(heard):
    post(event(productOrderItem=[{"product": {"productCharacteristic": [SECRETS]}}]))
    assert CarrierEvent.objects.get().body == {
        "eventId": "E-1",
        "eventType": "ProductOrderStateChangeEvent",
        "eventTime": EVENT["eventTime"],
        "productOrder": {"id": "C-1", "externalId": "A-1", "state": "inProgress"},
    }
