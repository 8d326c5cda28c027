"""What customers order on mobile contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .barriers import MobileBarriers
from .call_forwarding import CallForwarding
from .call_settings import CallerId, CallWaiting, MissedCallSms
from .mailbox import MobileMailbox

KINDS: tuple[OrderKind, ...] = (
    MobileBarriers(),
    CallForwarding(),
    MobileMailbox(),
    CallerId(),
    CallWaiting(),
    MissedCallSms(),
)
