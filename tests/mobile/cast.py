"""Mobile contracts for tests, as an import would have left them."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.models import Product
from mobile.models import MobileNumber, NumberKind, SimCard, SimState
from mobile.secrets import seal_pin, seal_puk
from tests.cast import Person
from tests.contracts.owned import give

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PIN, PUK = "4711", "12345678"
NUMBER = "+4915112345678"


def give_mobile(person: Person, offering: str = "mobil-smart-lte-24", **values: Any) -> Product:
    """A running mobile contract with an active card and a number. Needs a catalogue."""
    number = values.pop("mobile_number", NUMBER)
    product = give(person, offering, **values)
    give_sim(product)
    MobileNumber.objects.create(
        product=product, number=number, kind=NumberKind.ASSIGNED, valid_from=date(2021, 3, 1)
    )
    return product


def give_sim(product: Product, state: str = SimState.ACTIVE, position: int = 1, **values: Any) -> SimCard:
    """A card with PIN `PIN` and PUK `PUK`."""
    iccid = values.pop("iccid", f"8949{product.pk:07}{position}{SimCard.objects.count():07}")
    defaults = {
        "state_at": NOW,
        "pin_sealed": seal_pin(PIN, iccid=iccid),
        "puk_sealed": seal_puk(PUK, iccid=iccid),
    }
    return SimCard.objects.create(
        product=product, iccid=iccid, state=state, position=position, **defaults | values
    )
