"""Jobs of this room."""

from celery import shared_task
from django.utils import timezone

from referrals import operations


@shared_task
def expire_codes() -> int:
    """Nightly: codes whose last day is over (G2)."""
    return operations.expire_codes(now=timezone.now())
