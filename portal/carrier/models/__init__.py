"""What goes to the carrier and what came from it."""

from .calls import CallOutcome, CarrierCall
from .events import CarrierEvent, EventNote
from .files import CarrierFile
from .messages import CarrierMessage, MessageAction, MessageState
from .simulated import SimulatedOrder

__all__ = [
    "CallOutcome",
    "CarrierCall",
    "CarrierEvent",
    "CarrierFile",
    "CarrierMessage",
    "EventNote",
    "MessageAction",
    "MessageState",
    "SimulatedOrder",
]
