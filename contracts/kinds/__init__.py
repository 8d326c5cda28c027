"""What customers order on contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .bandwidth import BandwidthChange
from .dial_in import DialInPassword

KINDS: tuple[OrderKind, ...] = (BandwidthChange(), DialInPassword())
