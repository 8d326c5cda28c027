"""Orders for the carrier, and the clock they live by."""

from datetime import UTC, date, datetime
from typing import Any

from portal.carrier.delivery import Run, deliver_waiting
from portal.carrier.gateway import CarrierOrder

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRETS = {"voipPassword": "Kranich-Teekanne-41", "dialInPassword": "Birke-Fenster-88"}
ITEM = {
    "id": "1",
    "action": "modify",
    "product": {"id": "P-77", "productCharacteristic": [{"name": "bandwidth", "value": "250"}]},
}


def order(number: str = "A-1", **values: Any) -> CarrierOrder:
    defaults = {
        "number": number,
        "customer_number": "4999999999",
        "kind": "bandwidth",
        "description": "Bandbreite ändern: 250 Mbit/s",
        "placed_at": NOW,
        "activation_on": date(2026, 11, 26),
        "items": (ITEM,),
    }
    return CarrierOrder(**(defaults | values))


def deliver(now: datetime = NOW) -> Run:
    return deliver_waiting(clock=lambda: now)
