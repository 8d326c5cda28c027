"""Declarations and products for tests of pages and jobs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.models import Customer
from contracts.declarations.operations import receive_declaration
from contracts.models import (
    Declaration,
    DeclarationChannel,
    DeclarationKind,
    Order,
    OrderChannel,
    Product,
    ProductStatus,
    TerminationType,
)
from portal.audit.trail import Actor

RECEIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
STRANGER = Actor(kind="anonymous", name="")


def declare(typed: Customer | None = None, **values: Any) -> Declaration:
    """A declaration as the public page receives it, with what `typed` would type; `values` override the columns."""
    now = values.pop("received_at", RECEIVED)
    language = values.pop("language", "de")
    kind = values.setdefault("kind", DeclarationKind.TERMINATION)
    defaults: dict[str, Any] = {
        "name": typed.name if typed else "Erika Mustermann",
        "customer_number": typed.number if typed else "",
        "contract": "Internet 100",
        "email": "erika@example.net",
        "channel": DeclarationChannel.PUBLIC,
        "termination_type": TerminationType.ORDINARY if kind == DeclarationKind.TERMINATION else "",
    }
    return receive_declaration(
        declaration=Declaration(**{**defaults, **values}),
        token=str(uuid4()),
        language=language,
        actor=STRANGER,
        now=now,
    )


def make_product(customer: Customer, number: str = "P-1", **values: Any) -> Product:
    """A running internet product; `values` override the columns."""
    defaults: dict[str, Any] = {
        "family": "internet",
        "offering": "internet-100",
        "name": {"de": "Internet 100", "en": "Internet 100"},
        "status": ProductStatus.ACTIVE,
        "monthly_price": Decimal("39.90"),
        "started_on": date(2025, 1, 10),
        "as_of": RECEIVED,
    }
    return Product.objects.create(customer=customer, number=number, **{**defaults, **values})


def make_order(customer: Customer, number: str = "A-1", **values: Any) -> Order:
    """An order placed in the portal."""
    defaults: dict[str, Any] = {
        "kind": "bandwidth",
        "subject": number,
        "title": {"de": "Bandbreite ändern", "en": "Change bandwidth"},
        "channel": OrderChannel.PORTAL,
        "state": "acknowledged",
        "state_at": RECEIVED,
        "placed_at": RECEIVED,
    }
    return Order.objects.create(customer=customer, number=number, **{**defaults, **values})
