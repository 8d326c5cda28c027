"""What a mobile contract has besides its product: cards, number, settings and usage (D)."""

from .numbers import MobileNumber, NumberKind, PortingRelease
from .services import NoticeChoice, ServiceSettings
from .sims import SimCard, SimEvent, SimState
from .usage import UsageCounter, UsageKind

__all__ = [
    "MobileNumber",
    "NoticeChoice",
    "NumberKind",
    "PortingRelease",
    "ServiceSettings",
    "SimCard",
    "SimEvent",
    "SimState",
    "UsageCounter",
    "UsageKind",
]
