"""What the service centre does with messages to the carrier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import Actor, record

from .handover import PATIENCE, wake_delivery
from .models import CarrierMessage, MessageState


class MessageError(Exception):
    """The message cannot be handed over again; the text is meant for people."""


@transaction.atomic
def retry_message(*, message: CarrierMessage, actor: Actor, now: datetime) -> CarrierMessage:
    """Try a waiting message now, with its patience anew. MessageError for every other one.

    A refused message never goes again: its customer was told so, and its passwords are gone (C14).
    """
    message = CarrierMessage.objects.select_for_update().get(pk=message.pk)
    if message.state == MessageState.REFUSED:
        raise MessageError(_("The customer was told that this was refused. Please place a new order."))
    if message.state != MessageState.WAITING:
        raise MessageError(_("This message is no longer waiting."))
    old = {"tries": message.tries}
    message.tries, message.due_at, message.give_up_at = 0, now, now + PATIENCE
    message.save(update_fields=["tries", "due_at", "give_up_at"])
    record(
        "carrier.message_retried", actor=actor, now=now, subject=message, old=old,
        new={"tries": 0, "order": message.order_number, "message": message.action},
    )  # fmt: skip
    wake_delivery()
    return message
