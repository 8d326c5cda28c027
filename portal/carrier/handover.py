"""Writing messages to the carrier, in the transaction of what they tell of (wall 4)."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.lib.jobs import start_after_commit

from .gateway import CarrierOrder
from .models import CarrierMessage, MessageAction, MessageState
from .payloads import order_payload, seal_secrets

PATIENCE = timedelta(days=3)  # so long a carrier may be away


def enqueue_order(order: CarrierOrder, *, now: datetime) -> CarrierMessage:
    """Write the order; it leaves after the caller's commit. A number that was used before writes nothing.

    SecretShown when a password stands outside `order.secrets`.
    """
    message = CarrierMessage(
        order_number=order.number,
        action=MessageAction.SUBMIT,
        payload=order_payload(order),
        sealed=seal_secrets(order),
        created_at=now,
        due_at=now,
        give_up_at=now + PATIENCE,
    )
    CarrierMessage.objects.bulk_create([message], ignore_conflicts=True)
    wake_delivery()
    return CarrierMessage.objects.get(order_number=order.number, action=MessageAction.SUBMIT)


@transaction.atomic
def enqueue_cancellation(*, order_number: str, reference: str, reason: str, now: datetime) -> CarrierMessage:
    """Write the wish to cancel; it leaves after the commit, and after the order itself.

    Asked again while the first wish is waiting, nothing happens; after an answer the wish is sent once more.
    """
    fresh = {
        "payload": {"reference": reference, "reason": reason},
        "state": MessageState.WAITING,
        "created_at": now,
        "due_at": now,
        "give_up_at": now + PATIENCE,
        "started_at": None,
        "tries": 0,
        "last_error": "",
        "sent_at": None,
    }
    message, is_new = CarrierMessage.objects.select_for_update().get_or_create(
        order_number=order_number, action=MessageAction.CANCEL, defaults=fresh
    )
    if not is_new and message.state != MessageState.WAITING:
        for name, value in fresh.items():
            setattr(message, name, value)
        message.save(update_fields=list(fresh))
    wake_delivery()
    return message


@transaction.atomic
def withdraw_order(order_number: str, *, now: datetime) -> bool:
    """Take the order back while it has certainly never left. False: the carrier may have it, ask it to cancel."""
    message = (
        CarrierMessage.objects.select_for_update()
        .filter(
            order_number=order_number,
            action=MessageAction.SUBMIT,
            state=MessageState.WAITING,
            started_at=None,
        )
        .first()
    )
    if message is None:
        return False
    message.state, message.sealed, message.due_at = MessageState.WITHDRAWN, "", now
    message.save(update_fields=["state", "sealed", "due_at"])
    return True


def wake_delivery() -> None:
    """Start a delivery once the current transaction is committed; the sweep makes up for a lost one."""
    from .tasks import deliver

    start_after_commit(deliver)
