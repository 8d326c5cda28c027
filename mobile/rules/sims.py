"""What a SIM card's state means and allows, and how many cards a number has (D3, D4, D5). Pure.

The functions that end in `_fault` give the reason for a refusal, "" when there is none.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from mobile.models.sims import SimState

PIN_TRIES = 3
PUK_TRIES = 10
PUK_DIGITS = 8
FEWEST_IN_MULTICARD, MOST_CARDS = 2, 3


def meaning(state: str) -> str:
    """What the state means and what the customer can do, in two sentences at most."""
    return {
        SimState.ORDERED: _("We are preparing the card. You get a message when it is sent."),
        SimState.SENT: _("The card is on its way to you."),
        SimState.INACTIVE: _(
            "The card does not work yet. Please activate it when you have it in your hands."
        ),
        SimState.ACTIVE: _("The card works."),
        SimState.BLOCKED_LOSS: _(
            "Nobody can use this card. If you find it again, our service centre unblocks it; "
            "otherwise order a replacement."
        ),
        SimState.BLOCKED_PIN: _(
            "The PIN was entered wrongly three times. Enter the PUK in your phone, then choose a new PIN."
        ),
        SimState.DEAD: _(
            "The PUK was entered wrongly ten times. The card cannot be saved; order a replacement."
        ),
        SimState.REPLACED: _("Another card has taken its place."),
    }[SimState(state)]


def code_rules() -> str:
    """How PIN and PUK protect the card."""
    return _(
        "After %(pin_tries)d wrong PINs the card locks itself. The PUK, %(digits)d digits, unlocks it. "
        "After %(puk_tries)d wrong PUKs the card is unusable for ever."
    ) % {"pin_tries": PIN_TRIES, "digits": PUK_DIGITS, "puk_tries": PUK_TRIES}


def activation_fault(state: str) -> str:
    """Customers activate a card once they have it."""
    return {
        SimState.ORDERED: _("The card is still being prepared. You can activate it when it has arrived."),
        SimState.SENT: _("The card is still on its way. You can activate it when it has arrived."),
        SimState.INACTIVE: "",
        SimState.ACTIVE: _("The card is active already."),
        SimState.BLOCKED_LOSS: _("The card was reported lost. Only our service centre can unblock it."),
        SimState.BLOCKED_PIN: _("The card is active, but locked. Enter the PUK in your phone."),
        SimState.DEAD: _("This card cannot be used any more. Please order a replacement."),
        SimState.REPLACED: _("This card was replaced. Please activate the new one."),
    }[SimState(state)]


def block_fault(state: str) -> str:
    """Customers block a card that somebody else may hold."""
    return {
        SimState.ORDERED: _("The card was not sent yet, so nobody can use it."),
        SimState.BLOCKED_LOSS: _("The card is blocked already."),
        SimState.DEAD: _("This card cannot be used any more; there is nothing to block."),
        SimState.REPLACED: _("This card was replaced and does not work any more; there is nothing to block."),
    }.get(SimState(state), "")


def replacement_fault(state: str) -> str:
    """A card that is lost or broken is replaced once."""
    return {
        SimState.ORDERED: _("The card was not sent yet. Please wait until it has arrived."),
        SimState.REPLACED: _("This card was replaced already."),
    }.get(SimState(state), "")


def puk_fault(state: str, *, is_known: bool = True) -> str:
    """The PUK is shown as long as it can open the card, to whoever may have it."""
    if state == SimState.DEAD:
        return _(
            "No PUK opens this card any more: it was entered wrongly ten times. Please order a replacement."
        )
    if state == SimState.REPLACED:
        return _("This card was replaced. Its PUK is of no use any more.")
    if state == SimState.ORDERED:
        return _("The card was not sent yet. You find the PUK here when it is on its way.")
    return "" if is_known else _("We do not know the PUK of this card. Please order it; it comes by letter.")


def unblock_fault(state: str) -> str:
    """Only the service centre lifts a block, and only the one after a loss."""
    if state == SimState.BLOCKED_LOSS:
        return ""
    if state == SimState.BLOCKED_PIN:
        return _("This lock is in the card itself. Enter the PUK in your phone.")
    return _("The card is not blocked.")


def multicard_fault(taken: Collection[int], *, wanted: int = 1, most: int = MOST_CARDS) -> str:
    """Why so many more cards cannot be had; `taken` are the places of the living cards, `most` the plan's."""
    if wanted < 1:
        return _("Please order at least one card.")
    if most < FEWEST_IN_MULTICARD:
        return _("With this plan there is one card only.")
    if len(taken) + wanted > min(most, MOST_CARDS):
        return _("A number has %(most)d cards at most, and you have %(taken)d.") % {
            "most": min(most, MOST_CARDS),
            "taken": len(taken),
        }
    return ""


def free_places(taken: Collection[int], *, most: int = MOST_CARDS) -> list[int]:
    """The places that another card can have, lowest first."""
    return [place for place in range(1, min(most, MOST_CARDS) + 1) if place not in taken]


def multicard_rules() -> str:
    """What several cards with one number share."""
    return _(
        "All cards have the same number, the same mailbox and one invoice. You can use the internet on several "
        "devices at a time, but make calls on one at a time."
    )
