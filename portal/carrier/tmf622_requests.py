"""What is sent: TMF622 v4 ProductOrder_Create and CancelProductOrder_Create."""

from datetime import datetime, time
from typing import Any

from portal.lib.periods import BERLIN

from .gateway import CarrierOrder


def order_request(order: CarrierOrder) -> dict[str, Any]:
    """The body of POST productOrder; passwords stand in the first item's characteristics."""
    wished = datetime.combine(order.activation_on, time(0), BERLIN)
    return {
        "@type": "ProductOrder",
        "externalId": order.number,
        "requestedCompletionDate": wished.isoformat(),
        "category": order.kind,
        "description": order.description,
        "relatedParty": [
            {"id": order.customer_number, "role": "customer", "@referredType": "Customer"},
        ],
        "productOrderItem": with_secrets(order),
    }


def with_secrets(order: CarrierOrder) -> list[dict[str, Any]]:
    """The items, the first one with a characteristic for each secret; the order itself stays as it is."""
    if not order.secrets:
        return list(order.items)
    first, *others = order.items
    product = first.get("product", {})
    hidden = [{"name": name, "valueType": "string", "value": value} for name, value in order.secrets.items()]
    characteristics = [*product.get("productCharacteristic", []), *hidden]
    return [{**first, "product": {**product, "productCharacteristic": characteristics}}, *others]


def cancel_request(reference: str, reason: str) -> dict[str, Any]:
    """The body of POST cancelProductOrder."""
    return {
        "@type": "CancelProductOrder",
        "cancellationReason": reason,
        "productOrder": {"id": reference, "@referredType": "ProductOrder"},
    }
