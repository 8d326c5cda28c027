"""What the service centre does with messages to the carrier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import Actor, record

from .handover import PATIENCE, wake_delivery
from .models import CarrierMessage, MessageState
from .signals import refused_message_retried


class MessageError(Exception):
    """The message cannot be handed over again; the text is meant for people."""


@transaction.atomic
def retry_message(*, message: CarrierMessage, actor: Actor, now: datetime) -> CarrierMessage:
    """Try a waiting message now, or hand a refused one over again.

    MessageError when it was sent or withdrawn, when its passwords are gone (C14), or when the order behind a
    refused message is over: its customer was told so, and only the order's own room can take it up again.
    """
    message = CarrierMessage.objects.select_for_update().get(pk=message.pk)
    if message.state not in (MessageState.WAITING, MessageState.REFUSED):
        raise MessageError(_("This message is no longer waiting."))
    old = {"state": message.state, "tries": message.tries}
    if message.state == MessageState.REFUSED:
        _take_up_again(message, now)
    message.state, message.tries, message.due_at = MessageState.WAITING, 0, now
    message.give_up_at = now + PATIENCE
    message.save(update_fields=["state", "tries", "due_at", "give_up_at"])
    record(
        "carrier.message_retried", actor=actor, now=now, subject=message, old=old,
        new={"state": message.state, "order": message.order_number, "message": message.action},
    )  # fmt: skip
    wake_delivery()
    return message


def _take_up_again(message: CarrierMessage, now: datetime) -> None:
    if message.payload.get("secrets") and not message.sealed:
        raise MessageError(_("The passwords of this order are no longer kept. Please place a new order."))
    answers = refused_message_retried.send(
        sender=None, number=message.order_number, action=message.action, now=now
    )
    if not any(taken is True for _receiver, taken in answers):
        raise MessageError(_("The customer was told that this was refused. Please place a new order."))
