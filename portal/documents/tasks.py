"""Jobs of the document store."""

from celery import shared_task
from django.utils import timezone

from .store import sweep_orphans


@shared_task
def sweep() -> None:
    """Every night: remove files that no paper names."""
    sweep_orphans(timezone.now())
