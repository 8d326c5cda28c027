"""Jobs of this room: each reads the clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from mobile import retention
from mobile.notices import letters


@shared_task
def tell_of_usage() -> None:
    """By day, and after usage was imported: mails at 80 and 100 percent of an allowance (D8)."""
    letters.tell_of_usage(now=timezone.now())


@shared_task
def forget_usage() -> None:
    """Every night: counters that no page shows any more (D8)."""
    retention.forget_usage(now=timezone.now())
