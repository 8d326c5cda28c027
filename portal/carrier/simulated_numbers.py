"""What the simulated carrier assigns, as a real one would: telephone numbers and SIM cards that an order asks for."""

import re
from typing import Any

from .gateway import CarrierOrder

AREA_CODE = re.compile(r"0[1-9][0-9]{1,4}")
MOBILE_PREFIX = "0159"
CARD_PREFIX = "894999"  # ICCID: telecom, Germany, an operator that does not exist


def assigned_to(order: CarrierOrder) -> dict[str, str]:
    """`{"phoneNumber": "0511 9100427"}` for an item with the characteristic areaCode, a mobile number for one that
    swaps the number, an ICCID for one that replaces a card; two orders never get the same."""
    wishes = _characteristics(order.items)
    digits = "".join(sign for sign in order.number if sign.isdecimal())
    assigned = {}
    area_code = next(
        (value for name, value in wishes if name == "areaCode" and AREA_CODE.fullmatch(value)), ""
    )
    if area_code:
        assigned["phoneNumber"] = f"{area_code} 9{digits}"
    elif ("numberAction", "swap") in wishes:
        assigned["phoneNumber"] = f"{MOBILE_PREFIX} {int(digits or 0) % 10**8:08}"
    if ("simAction", "replace") in wishes:
        assigned["iccid"] = f"{CARD_PREFIX}{int(digits or 0) % 10**13:013}"
    return assigned


def _characteristics(items: tuple[dict[str, Any], ...]) -> list[tuple[str, str]]:
    return [
        (str(entry.get("name")), str(entry.get("value")))
        for item in items
        for entry in item.get("product", {}).get("productCharacteristic", [])
    ]
