"""How a card's state looks: in words, and a colour besides (D3)."""

from dataclasses import dataclass

from mobile.models import SimCard, SimState
from mobile.rules import sims

BADGES = {
    SimState.ORDERED: "news",
    SimState.SENT: "news",
    SimState.INACTIVE: "warn",
    SimState.ACTIVE: "good",
    SimState.BLOCKED_LOSS: "bad",
    SimState.BLOCKED_PIN: "bad",
    SimState.DEAD: "bad",
}


@dataclass(frozen=True)
class CardLook:
    """A card with what its state means for the customer."""

    card: SimCard

    @property
    def badge(self) -> str:
        return BADGES.get(SimState(self.card.state), "")

    @property
    def meaning(self) -> str:
        return sims.meaning(self.card.state)

    @property
    def needs_care(self) -> bool:
        """Does the state ask for something, or tell of something to come?"""
        return self.card.state != SimState.ACTIVE
