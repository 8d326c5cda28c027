"""What the carrier assigned to a mobile order: cards and a number, taken over into our copy (D3, D7)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from contracts.models import Product
from mobile.models import SimCard, SimEvent, SimState
from mobile.rules.numbers import NotAMobileNumber, normalised
from portal.audit.trail import record, system

ACTOR = system("carrier")
CARD_NAMES = ("iccid", "iccid2", "iccid3")
ICCID = re.compile(r"[0-9]{18,22}")
STATES = (SimState.ORDERED, SimState.SENT, SimState.INACTIVE)  # of cards that nobody has used yet


def cards_in(assigned: Mapping[str, str]) -> list[str]:
    """The numbers of the cards that the carrier named; what is no ICCID is left to its next feed."""
    return [assigned[name] for name in CARD_NAMES if ICCID.fullmatch(assigned.get(name, ""))]


def number_in(assigned: Mapping[str, str]) -> str:
    """The number as E.164; "" when the carrier named none, or none that we understand."""
    try:
        return normalised(assigned.get("phoneNumber", ""))
    except NotAMobileNumber:
        return ""


def state_in(assigned: Mapping[str, str]) -> SimState:
    """The state of the cards that the carrier named; sent when it does not tell."""
    told = assigned.get("simState", SimState.SENT)
    return SimState(told) if told in STATES else SimState.SENT


def add_cards(
    product: Product, assigned: Mapping[str, str], places: Iterable[int], *, now: datetime
) -> list[SimCard]:
    """One new card for each that the carrier named, at these places of the MultiCard; not those that its feed
    has brought already.

    IntegrityError when a card belongs to somebody else: the order waits for staff then.
    """
    here = set(SimCard.objects.filter(product=product).values_list("iccid", flat=True))
    new = [iccid for iccid in cards_in(assigned) if iccid not in here]
    state = state_in(assigned)
    return [_add_card(product, iccid, place, state, now) for iccid, place in zip(new, places, strict=False)]


def _add_card(product: Product, iccid: str, place: int, state: SimState, now: datetime) -> SimCard:
    card = SimCard.objects.create(product=product, iccid=iccid, position=place, state=state, state_at=now)
    SimEvent.objects.create(sim=card, new_state=state, at=now, author=ACTOR.name)
    record(
        "sim.added",
        actor=ACTOR,
        now=now,
        customer_id=product.customer_id,
        subject=card,
        new={"state": str(state), "place": place},
    )
    return card
