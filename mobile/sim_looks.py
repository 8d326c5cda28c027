"""How a card's state looks: in words, and a colour besides (D3)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

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
# Whoever activates a card proves with its number that it has arrived; until then no page tells it.
NOT_IN_HAND = (SimState.ORDERED, SimState.SENT, SimState.INACTIVE)


@dataclass(frozen=True)
class CardLook:
    """A card with what its state means for the customer. `codes_url`: where its PIN and PUK are shown, if anywhere."""

    card: SimCard
    codes_url: str = ""

    @property
    def name(self) -> str:
        return _("Card %(place)s") % {"place": self.card.position}

    @property
    def iccid(self) -> str:
        """The number on the card; "" as long as it shall prove that somebody holds the card."""
        return "" if self.card.state in NOT_IN_HAND else self.card.iccid

    @property
    def short_iccid(self) -> str:
        return self.card.short_iccid if self.iccid else ""

    @property
    def title(self) -> str:
        """`Card 1 …4711`; of a card that is not in use yet only its place."""
        return f"{self.name} {self.short_iccid}".strip()

    @property
    def badge(self) -> str:
        return BADGES.get(SimState(self.card.state), "")

    @property
    def meaning(self) -> str:
        return sims.meaning(self.card.state)
