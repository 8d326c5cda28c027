"""What the simulated carrier assigns, as a real one would: telephone numbers, SIM cards and mobile numbers."""

import re
from typing import Any

from .gateway import CarrierOrder
from .simulated_cards import cards_for

AREA_CODE = re.compile(r"0[1-9][0-9]{1,4}")


def assigned_to(order: CarrierOrder) -> dict[str, str]:
    """`{"phoneNumber": "0511 9100427"}` for an item with the characteristic areaCode, cards and mobile numbers for
    those that ask for them; two orders never get the same."""
    return _phone_number(order) | cards_for(order)


def _phone_number(order: CarrierOrder) -> dict[str, str]:
    for area_code in _area_codes(order.items):
        digits = "".join(sign for sign in order.number if sign.isdecimal())
        return {"phoneNumber": f"{area_code} 9{digits}"}
    return {}


def _area_codes(items: tuple[dict[str, Any], ...]) -> list[str]:
    return [
        entry["value"]
        for item in items
        for entry in item.get("product", {}).get("productCharacteristic", [])
        if entry.get("name") == "areaCode" and AREA_CODE.fullmatch(str(entry.get("value")))
    ]
