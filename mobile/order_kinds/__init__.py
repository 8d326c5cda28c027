"""What customers order on mobile contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .barriers import MobileBarriers
from .call_forwarding import CallForwarding
from .call_settings import CallerId, CallWaiting, MissedCallSms
from .contract import MobileContract
from .mailbox import MobileMailbox
from .multicard import MultiCard
from .options import MobileOption
from .plan import PlanChange
from .termination import MobileTermination

KINDS: tuple[OrderKind, ...] = (
    MobileContract(),
    PlanChange(),
    MobileOption(),
    MultiCard(),
    MobileBarriers(),
    CallForwarding(),
    MobileMailbox(),
    CallerId(),
    CallWaiting(),
    MissedCallSms(),
    MobileTermination(),
)
