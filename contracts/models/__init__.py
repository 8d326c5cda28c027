"""Catalogue versions, what customers own, and what they order."""

from .catalogue import CatalogueVersion
from .inventory import (
    DialInAccess,
    DirectoryEntry,
    Domain,
    Mailbox,
    OptionRole,
    PendingMailbox,
    PhoneNumber,
    Product,
    ProductOption,
    ProductStatus,
    TvAccess,
    VoipSuperuser,
)
from .orders import CancellationOutcome, CancellationRequest, Order, OrderChannel, OrderDraft, OrderEvent

__all__ = [
    "CancellationOutcome",
    "CancellationRequest",
    "CatalogueVersion",
    "DialInAccess",
    "DirectoryEntry",
    "Domain",
    "Mailbox",
    "OptionRole",
    "Order",
    "OrderChannel",
    "OrderDraft",
    "OrderEvent",
    "PendingMailbox",
    "PhoneNumber",
    "Product",
    "ProductOption",
    "ProductStatus",
    "TvAccess",
    "VoipSuperuser",
]
