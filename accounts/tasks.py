"""Jobs of this room."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.models import PasswordResetRequest
from accounts.operations.drafts import forget_old_drafts
from accounts.operations.resets import answer_reset_request
from accounts.operations.sessions import close_stale_sessions, forget_old_sessions
from portal.access.throttle import forget_old
from portal.lib.jobs import publish

LEFT_BEHIND = timedelta(seconds=60)


@shared_task
def answer_reset(*, request_id: int) -> None:
    """Answer one request for a new password."""
    answer_reset_request(request_id=request_id, now=timezone.now())


def wake_reset(request_id: int) -> None:
    """Start the job once the row is committed; while the broker is away the sweep does it."""
    transaction.on_commit(lambda: publish(answer_reset, request_id=request_id), robust=True)


@shared_task
def sweep_resets() -> int:
    """Answer requests whose message was lost; returns how many there were."""
    now = timezone.now()
    left = PasswordResetRequest.objects.filter(created_at__lt=now - LEFT_BEHIND).values_list("pk", flat=True)
    return sum(answer_reset_request(request_id=pk, now=now) for pk in list(left))


@shared_task
def clear_expired() -> None:
    """Drop what nobody needs any more: sessions that ran out, kept forms, old logins, counts of the throttle."""
    now = timezone.now()
    close_stale_sessions(now=now)
    forget_old_sessions(now=now)
    forget_old_drafts(now=now)
    Session.objects.filter(expire_date__lt=now).delete()
    forget_old(now=now)
