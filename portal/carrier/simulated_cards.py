"""SIM cards and mobile numbers of the simulated carrier: for orders that ask for them."""

from typing import Any

from .gateway import CarrierOrder

CARD_NAMES = ("iccid", "iccid2", "iccid3")


def cards_for(order: CarrierOrder) -> dict[str, str]:
    """`simCards: 2` brings two cards, with the customer on the day of the order; `newNumber` or `temporaryNumber`
    a mobile number."""
    digits = "".join(sign for sign in order.number if sign.isdecimal())
    wishes = _wishes(order.items)
    wanted = wishes.get("simCards", 0)
    count = wanted if isinstance(wanted, int) and 0 < wanted <= len(CARD_NAMES) else 0
    assigned = {name: f"89491{digits:0>12}{place}" for place, name in enumerate(CARD_NAMES[:count], 1)}
    if assigned:
        assigned["simState"] = "inactive"
    if wishes.get("newNumber") is True or wishes.get("temporaryNumber") is True:
        assigned["phoneNumber"] = f"+491511{digits[-7:]:0>7}"
    return assigned


def _wishes(items: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {
        entry.get("name", ""): entry.get("value")
        for item in items
        for entry in item.get("product", {}).get("productCharacteristic", [])
    }
