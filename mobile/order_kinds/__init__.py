"""What customers order on mobile contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .barriers import MobileBarriers
from .call_forwarding import CallForwarding
from .call_settings import CallerId, CallWaiting, MissedCallSms
from .mailbox import MobileMailbox
from .number_swap import NumberSwap
from .port_in import PortIn
from .port_out import PortOut
from .puk_information import PukInformation
from .sim_activation import SimActivation
from .sim_block import SimBlock
from .sim_replacement import SimReplacement
from .sim_unblock import SimUnblock

KINDS: tuple[OrderKind, ...] = (
    SimBlock(),
    SimActivation(),
    SimReplacement(),
    PukInformation(),
    SimUnblock(),
    NumberSwap(),
    PortIn(),
    PortOut(),
    MobileBarriers(),
    CallForwarding(),
    MobileMailbox(),
    CallerId(),
    CallWaiting(),
    MissedCallSms(),
)
