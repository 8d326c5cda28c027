"""Jobs of this room: each reads the clock and calls one operation. All survive being run twice, or at once."""

from celery import shared_task
from django.utils import timezone

from contracts.orders import drafts, following, papers


@shared_task
def fetch_order_states() -> None:
    """Every two minutes: how do the open orders stand at the carrier? (C7)"""
    following.fetch_open_states(now=timezone.now())


@shared_task
def tell_delays() -> None:
    """Every morning: a mail about orders that take longer than promised, once per order."""
    following.tell_delays(now=timezone.now())


@shared_task
def forget_drafts() -> None:
    """Every night: choices that were never ordered, and their contract summaries, after two weeks."""
    now = timezone.now()
    drafts.forget_old_drafts(now=now)
    papers.forget_draft_summaries(now=now)
