"""Writes about contact messages (J2)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from portal.audit.trail import Actor, record
from portal.outbox.mail import enqueue
from support.models import ContactMessage


def receive_message(
    *, message: ContactMessage, customer_id: int | None, language: str, now: datetime
) -> None:
    """Keep an unsaved `message` and tell the service centre by mail. Its sender gets no mail: the address is
    not proven, and the page is the receipt."""
    message.login_customer_id = customer_id
    message.language = language
    message.created_at = now
    with transaction.atomic():
        message.save()
        enqueue(
            "contact_message",
            to=settings.BRAND.email,
            language=settings.LANGUAGE_CODE,
            context={"message": message, "topic": message.get_topic_display()},
            now=now,
            customer_id=customer_id,
            once_key=f"contact_message:{message.pk}",
        )


def finish_message(*, message: ContactMessage, actor: Actor, now: datetime) -> bool:
    """Mark a new message as done; False when somebody did so before."""
    with transaction.atomic():
        changed = ContactMessage.objects.filter(pk=message.pk, state=ContactMessage.State.NEW).update(
            state=ContactMessage.State.DONE, done_at=now, done_by=actor.name
        )
        if changed:
            record(
                "contact_message.done",
                actor=actor,
                now=now,
                customer_id=message.login_customer_id,
                subject=message,
                old={"state": ContactMessage.State.NEW},
                new={"state": ContactMessage.State.DONE},
            )
    return changed == 1
