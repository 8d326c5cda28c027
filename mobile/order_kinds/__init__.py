"""What customers order for mobile contracts: one module per family, one class per kind (C8, D; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .contract import MobileContract
from .multicard import MultiCard
from .options import MobileOption
from .plan import PlanChange
from .termination import MobileTermination

KINDS: tuple[OrderKind, ...] = (
    MobileContract(),
    PlanChange(),
    MobileOption(),
    MultiCard(),
    MobileTermination(),
)
