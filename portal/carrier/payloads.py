"""Orders as JSON in our rows, and their passwords under seal (C14)."""

import json
from datetime import date, datetime
from typing import Any

from portal.lib.sealed import sealer

from .gateway import CarrierOrder

PURPOSE = "carrier.order"  # of the seal

SHORTEST_SECRET = 8  # shorter ones may stand inside another text by chance


class SecretShown(ValueError):
    """A password stands where it would be stored openly."""


def order_payload(order: CarrierOrder) -> dict[str, Any]:
    """JSON without the passwords, of which only the names are told. SecretShown if one stands in it all the same."""
    if order.secrets and not order.items:
        raise ValueError("passwords belong to an item, and the order has none")
    payload = {
        "customer_number": order.customer_number,
        "kind": order.kind,
        "description": order.description,
        "placed_at": order.placed_at.isoformat(),
        "activation_on": order.activation_on.isoformat(),
        "items": list(order.items),
        "secrets": sorted(order.secrets),
    }
    for name, value in order.secrets.items():
        if _shows(payload, value):
            raise SecretShown(f"the order shows {name} outside its secrets")
    return payload


def order_of(number: str, payload: dict[str, Any], sealed: str) -> CarrierOrder:
    """The order again, with its passwords. SealBroken when the secret keys have changed without fallback."""
    return CarrierOrder(
        number=number,
        customer_number=payload["customer_number"],
        kind=payload["kind"],
        description=payload["description"],
        placed_at=datetime.fromisoformat(payload["placed_at"]),
        activation_on=date.fromisoformat(payload["activation_on"]),
        items=tuple(payload["items"]),
        secrets=json.loads(sealer(PURPOSE).open_text(sealed, context=number)) if sealed else {},
    )


def seal_secrets(order: CarrierOrder) -> str:
    """Bound to the order: a copy in another row does not open. Empty when there is nothing to hide."""
    if not order.secrets:
        return ""
    return sealer(PURPOSE).seal_text(json.dumps(dict(order.secrets)), context=order.number)


def _shows(value: Any, secret: str) -> bool:
    if isinstance(value, dict):
        return any(_shows(inner, secret) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_shows(inner, secret) for inner in value)
    if not isinstance(value, str) or not secret:
        return False
    return secret == value or (len(secret) >= SHORTEST_SECRET and secret in value)
