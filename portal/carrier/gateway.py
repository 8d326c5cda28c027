"""The words in which the portal speaks to the carrier's ordering system (wall 3; requirements C5–C7, C14).

Orders are known here by their number only. Two implementations speak: `simulator.Simulator` and
`tmf622.Tmf622`; the setting CARRIER_GATEWAY names one. Calls take time and never run inside a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

SIMULATOR = "portal.carrier.simulator.Simulator"
STATES = frozenset(
    {
        "acknowledged",
        "pending",
        "inProgress",
        "held",
        "completed",
        "partial",
        "failed",
        "rejected",
        "assessingCancellation",
        "pendingCancellation",
        "cancelled",
    }
)  # TMF622 v4, ProductOrderStateType

# Characteristics that the carrier assigns and the portal takes over. No others are read: an order may show passwords.
ASSIGNED = frozenset({"phoneNumber", "iccid", "iccid2", "iccid3", "simState"})
LONGEST_ASSIGNED = 100


@dataclass(frozen=True)
class CarrierOrder:
    """An order for the carrier.

    `number` is the externalId and the idempotency key; `items` are TMF622 productOrderItem objects. `secrets`
    (dial-in, mailbox, VoIP passwords by the name of their characteristic) join the first item at hand-over only.
    """

    number: str
    customer_number: str
    kind: str
    description: str
    placed_at: datetime
    activation_on: date
    items: tuple[dict[str, Any], ...]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Receipt:
    """The carrier has the order, under its own `reference`, in a TMF622 state."""

    reference: str
    received_at: datetime
    state: str


@dataclass(frozen=True)
class CarrierNews:
    """An order stands in a TMF622 state since `at`; `reason` is the carrier's own wording.

    `assigned` is what the carrier gave the product, by the names in ASSIGNED; empty while it says nothing.
    """

    number: str
    reference: str
    state: str
    at: datetime
    reason: str = ""
    event_id: str = ""
    assigned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CancelAnswer:
    """`accepted`: the carrier will see to it; `done`: cancelled; `refused`: it can no longer be stopped."""

    outcome: Literal["accepted", "done", "refused"]
    at: datetime
    reason: str = ""


class CarrierRefused(Exception):
    """The carrier said no for good. `reason` is a plain sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CarrierAway(Exception):
    """No usable answer: to be tried again, after `retry_after` seconds at the earliest where the carrier said so.

    `left` is False where the carrier certainly did not take the message. The text is a sentence for staff.
    """

    def __init__(self, reason: str, *, retry_after: float | None = None, left: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.retry_after, self.left = reason, retry_after, left


class CarrierGateway(Protocol):
    """What a carrier's ordering system can be asked. All methods raise CarrierRefused or CarrierAway."""

    def submit(self, order: CarrierOrder) -> Receipt:
        """Place the order. The same number again is the same order."""

    def status(self, numbers: Sequence[str]) -> list[CarrierNews]:
        """The present state of those orders that the carrier knows; the others are left out."""

    def cancel(self, number: str, reference: str, reason: str) -> CancelAnswer:
        """Ask to stop the order; `reference` may be empty when the carrier's number is not known."""


def gateway() -> CarrierGateway:
    """What the setting CARRIER_GATEWAY names."""
    made: CarrierGateway = import_string(settings.CARRIER_GATEWAY)()
    return made


def is_simulated() -> bool:
    """Does the simulator stand in for the carrier?"""
    return bool(settings.CARRIER_GATEWAY == SIMULATOR)
