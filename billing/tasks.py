"""Jobs of this room: each loads by id or clock and calls one operation."""

from celery import shared_task
from django.utils import timezone

from billing import notification, retention


@shared_task
def expire_call_records() -> None:
    """Nightly: call records whose six months have ended (F6)."""
    retention.expire_call_records(now=timezone.now())


@shared_task
def hide_old_invoices() -> None:
    """Nightly: invoices beyond the newest 13 (E1)."""
    retention.hide_old_invoices(now=timezone.now())


@shared_task
def notify_new_invoices() -> None:
    """Every ten minutes: mails about invoices that nobody was told of yet (E5)."""
    notification.notify_new_invoices(now=timezone.now())
