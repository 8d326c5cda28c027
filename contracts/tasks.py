"""Jobs of this room: each loads by id or clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from contracts.orders import ending


@shared_task
def end_terminated_products() -> int:
    """Daily: contracts whose last day was yesterday or earlier are over (C11)."""
    return ending.end_terminated_products(now=timezone.now())
