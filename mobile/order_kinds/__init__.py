"""What customers order on mobile contracts: one module per family, one class per kind (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .barriers import MobileBarriers
from .call_forwarding import CallForwarding
from .call_settings import CallerId, CallWaiting, MissedCallSms
from .contract import MobileContract
from .mailbox import MobileMailbox
from .multicard import MultiCard
from .number_swap import NumberSwap
from .options import MobileOption
from .plan import PlanChange
from .port_in import PortIn
from .port_out import PortOut
from .puk_information import PukInformation
from .sim_activation import SimActivation
from .sim_block import SimBlock
from .sim_replacement import SimReplacement
from .sim_unblock import SimUnblock
from .termination import MobileTermination

KINDS: tuple[OrderKind, ...] = (
    SimBlock(),
    SimActivation(),
    SimReplacement(),
    PukInformation(),
    SimUnblock(),
    NumberSwap(),
    PortIn(),
    PortOut(),
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
