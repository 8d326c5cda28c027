"""What the carrier assigned, read from the items of a TMF622 order: the names in ASSIGNED and no others."""

from typing import Any

from .gateway import ASSIGNED, LONGEST_ASSIGNED


def assigned_in(order: dict[str, Any]) -> dict[str, str]:
    """Name and value of each characteristic that the carrier assigned; what is no such text is left out."""
    return {
        entry["name"]: entry["value"]
        for item in _objects(order.get("productOrderItem"))
        for entry in _objects(_object(item.get("product")).get("productCharacteristic"))
        if entry.get("name") in _NAMES and _is_usable(entry.get("value"))
    }


_NAMES = tuple(ASSIGNED)  # a tuple: what the carrier sends need not be hashable


def _is_usable(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ASSIGNED and value.isprintable()


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
