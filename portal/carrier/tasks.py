"""Jobs of the carrier gateway. All survive being run twice, or at once."""

from celery import shared_task
from django.utils import timezone

from portal.lib.jobs import publish

from . import calls
from .delivery import deliver_waiting, something_is_due
from .news import fetch_states


@shared_task
def deliver() -> None:
    """Hand over what is due; a long queue goes on in a new task, so that other jobs get their turn."""
    run = deliver_waiting(clock=timezone.now)
    if run.unfinished:
        publish(deliver)


@shared_task
def sweep() -> None:
    """Every minute: start a delivery where messages wait whose wake-up was lost, or whose next try has come."""
    if something_is_due(timezone.now()):
        publish(deliver)


@shared_task
def fetch(numbers: list[str]) -> None:
    """How do these orders stand?"""
    fetch_states(numbers, now=timezone.now())


@shared_task
def forget_calls() -> None:
    """Every night: delete the record of calls older than 90 days."""
    calls.forget_calls(now=timezone.now())
