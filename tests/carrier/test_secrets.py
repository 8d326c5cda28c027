"""C14: passwords for the carrier are sealed, travel once, and are gone as soon as it has accepted them."""

import json
import logging

import pytest
from django.core import serializers

from portal.carrier.handover import enqueue_order
from portal.carrier.models import CarrierCall, CarrierEvent, CarrierMessage, MessageState, SimulatedOrder
from portal.carrier.payloads import SecretShown
from tests.carrier.orders import ITEM, NOW, SECRETS, deliver, order
from tests.carrier.tmf_server import BROKEN, DROP_AFTER, Fault, error

MODELS = (CarrierMessage, CarrierCall, CarrierEvent, SimulatedOrder)


def everything_stored() -> str:
    rows = [row for model in MODELS for row in model.objects.all()]
    return serializers.serialize("json", rows, ensure_ascii=False)


@pytest.mark.django_db
def test_c14_passwords_reach_the_carrier_and_nothing_else(server, heard, caplog):
    caplog.set_level(logging.DEBUG)
    echo = f"Kennwort {SECRETS['voipPassword']} abgelehnt"
    server.faults["POST"].extend([BROKEN, DROP_AFTER, Fault(500, {"code": "1", "reason": echo})])
    enqueue_order(order(secrets=SECRETS), now=NOW)
    enqueue_order(order("A-2", secrets=SECRETS), now=NOW)
    stored = [everything_stored()]
    for hours in range(6):
        deliver(NOW.replace(hour=10 + 2 * hours))
        stored.append(everything_stored())
    sent = json.dumps([order["productOrderItem"] for order in server.orders])
    for secret in SECRETS.values():
        assert sent.count(secret) == 2
        assert all(
            secret not in text
            for text in [*stored, caplog.text, repr(heard.news), repr(order(secrets=SECRETS))]
        )
    assert "Zugang-zum-Netz" not in stored[-1] + caplog.text
    assert set(CarrierMessage.objects.values_list("state", "sealed")) == {(MessageState.SENT, "")}


@pytest.mark.django_db
def test_c14_the_request_keeps_the_item_as_it_was(server):
    enqueue_order(order(secrets=SECRETS), now=NOW)
    deliver()
    (item,) = server.orders[0]["productOrderItem"]
    characteristics = item["product"]["productCharacteristic"]
    assert characteristics[0] == {"name": "bandwidth", "value": "250"}
    assert {entry["name"]: entry["value"] for entry in characteristics[1:]} == SECRETS
    assert ITEM["product"]["productCharacteristic"] == [{"name": "bandwidth", "value": "250"}]


@pytest.mark.django_db
def test_c14_only_the_names_of_passwords_are_in_the_payload():
    row = enqueue_order(order(secrets=SECRETS), now=NOW)
    assert row.payload["secrets"] == sorted(SECRETS)
    assert row.sealed.startswith("1.")


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["description", "items"])
def test_c14_a_password_in_the_open_is_refused(place):
    shown = SECRETS["voipPassword"]
    values = {"description": f"neu: {shown}"} if place == "description" else {"items": ({"note": [shown]},)}
    with pytest.raises(SecretShown):
        enqueue_order(order(secrets=SECRETS, **values), now=NOW)
    assert CarrierMessage.objects.count() == 0


@pytest.mark.django_db
def test_c14_a_final_refusal_wipes_them_too(server, heard):
    server.faults["POST"].append(error(422, "no"))
    row = enqueue_order(order(secrets=SECRETS), now=NOW)
    deliver()
    row.refresh_from_db()
    assert (row.state, row.sealed) == (MessageState.REFUSED, "")


@pytest.mark.django_db
def test_c14_a_seal_of_another_order_does_not_open(server, heard):
    row = enqueue_order(order("A-1", secrets=SECRETS), now=NOW)
    CarrierMessage.objects.filter(pk=enqueue_order(order("A-2"), now=NOW).pk).update(sealed=row.sealed)
    assert deliver().refused == 1
    assert server.counts == {"A-1": 1}
