"""Taking in an event of the carrier: once, in order, in one transaction with the news to the rooms above."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from .event_reading import Event
from .gateway import CarrierNews
from .models import CarrierEvent, CarrierMessage, EventNote, MessageAction
from .signals import order_news


def take_event(event: Event, *, now: datetime) -> EventNote | None:
    """What became of it; None when the event was here before. A receiver that raises leaves nothing behind."""
    try:
        with transaction.atomic():
            return _take(event, now)
    except IntegrityError:
        if CarrierEvent.objects.filter(event_id=event.event_id).exists():
            return None
        raise


def _take(event: Event, now: datetime) -> EventNote | None:
    number = event.number or _number_of(event.reference)
    _wait_for_others(number or event.event_id)
    if CarrierEvent.objects.filter(event_id=event.event_id).exists():
        return None
    row = CarrierEvent.objects.create(
        event_id=event.event_id,
        event_time=event.at,
        order_number=number,
        state=event.state,
        body=event.body,
        received_at=now,
        note=EventNote.UNKNOWN,
    )
    row.note = _tell(event, number, now)
    row.save(update_fields=["note"])
    return row.note


def _tell(event: Event, number: str, now: datetime) -> EventNote:
    if not event.state:
        return EventNote.NO_STATE
    if not number:
        return EventNote.UNKNOWN
    later = CarrierEvent.objects.filter(order_number=number, event_time__gt=event.at, note=EventNote.TAKEN)
    if later.exists():
        return EventNote.OVERTAKEN
    news = CarrierNews(
        number, event.reference, event.state, event.at, event.reason, event.event_id, event.assigned
    )
    answers = order_news.send(sender=None, news=news, now=now)
    return EventNote.TAKEN if any(taken is True for _receiver, taken in answers) else EventNote.UNKNOWN


def _number_of(reference: str) -> str:
    """Our number for the carrier's, for events that name only theirs."""
    found = CarrierMessage.objects.filter(action=MessageAction.SUBMIT, reference=reference).first()
    return found.order_number if found is not None and reference else ""


def _wait_for_others(number: str) -> None:
    """Events of one order come in one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"carrier event {number}"])
