"""Catalogue versions, what customers own, and what they order."""

from .catalogue import CatalogueVersion
from .declarations import (
    Declaration,
    DeclarationChannel,
    DeclarationEvent,
    DeclarationKind,
    TerminationType,
)
from .details import (
    DialInAccess,
    DirectoryEntry,
    Domain,
    Mailbox,
    PendingMailbox,
    PhoneNumber,
    TvAccess,
    VoipSuperuser,
)
from .inventory import OptionRole, Product, ProductOption, ProductStatus
from .orders import CancellationOutcome, CancellationRequest, Order, OrderChannel, OrderDraft, OrderEvent

__all__ = [
    "CancellationOutcome",
    "CancellationRequest",
    "CatalogueVersion",
    "Declaration",
    "DeclarationChannel",
    "DeclarationEvent",
    "DeclarationKind",
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
    "TerminationType",
    "TvAccess",
    "VoipSuperuser",
]
