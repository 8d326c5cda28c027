"""What customers order on contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .bandwidth import BandwidthChange
from .internet_options import InternetOption
from .lines import NewLine
from .product_change import ProductChange
from .termination import Termination
from .withdrawal import Withdrawal

KINDS: tuple[OrderKind, ...] = (
    NewLine(),
    BandwidthChange(),
    ProductChange(),
    InternetOption(),
    Termination(),
    Withdrawal(),
)
