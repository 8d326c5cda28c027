"""What is said to the carrier for one message. Runs outside transactions; raises what the gateway raises."""

from .gateway import CancelAnswer, CarrierAway, CarrierGateway, CarrierNews, Receipt
from .models import CarrierMessage
from .payloads import order_of
from .sentences import sentence

CANCELLING = {"assessingCancellation", "pendingCancellation"}


def place_once(message: CarrierMessage, carrier: CarrierGateway, *, may_have_left: bool) -> Receipt:
    """Place the order, unless an earlier call did without our learning of it.

    The passwords are opened for the call only. SealBroken when they cannot be.
    """
    number = message.order_number
    if may_have_left:
        known = _known(carrier, number)
        if known is not None:
            return Receipt(known.reference, known.at, known.state)
        if message.reference:  # it was accepted: placing it again would be worse than waiting
            raise CarrierAway(sentence("accepted_but_lost"))
    return carrier.submit(order_of(number, message.payload, message.sealed))


def ask_to_cancel(message: CarrierMessage, carrier: CarrierGateway, *, may_have_left: bool) -> CancelAnswer:
    """Ask to cancel, unless an earlier call brought the order so far already."""
    if may_have_left:
        known = _known(carrier, message.order_number)
        if known is not None and known.state == "cancelled":
            return CancelAnswer("done", known.at, known.reason)
        if known is not None and known.state in CANCELLING:
            return CancelAnswer("accepted", known.at, known.reason)
    return carrier.cancel(message.order_number, message.payload["reference"], message.payload["reason"])


def _known(carrier: CarrierGateway, number: str) -> CarrierNews | None:
    return next((news for news in carrier.status([number]) if news.number == number), None)
