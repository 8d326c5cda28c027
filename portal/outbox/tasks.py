"""Jobs of the outbox. Both survive being run twice, or at once."""

from celery import shared_task
from django.utils import timezone

from portal.lib.jobs import publish

from .delivery import deliver_waiting, something_is_due


@shared_task
def deliver() -> None:
    """Send what is due; a long queue goes on in a new task, so that other jobs get their turn."""
    run = deliver_waiting(clock=timezone.now)
    if run.unfinished:
        publish(deliver)


@shared_task
def sweep() -> None:
    """Every minute: start a delivery where mails wait whose message was lost, or whose next try has come."""
    if something_is_due(timezone.now()):
        publish(deliver)
