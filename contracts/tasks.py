"""Jobs of this room: each reads the clock and calls one operation. All survive being run twice, or at once."""

import logging

from celery import shared_task
from django.utils import timezone

from contracts.catalogue.store import NoCatalogue, version_on
from contracts.orders import drafts, ending, following, papers
from contracts.reminders.best_tariff import tell_best_tariffs
from contracts.reminders.term_ends import remind_of_term_ends
from portal.lib.periods import berlin_day

log = logging.getLogger(__name__)


@shared_task
def fetch_order_states() -> None:
    """Every two minutes: how do the open orders stand at the carrier? (C7)"""
    following.fetch_open_states(now=timezone.now())


@shared_task
def issue_confirmations() -> int:
    """Every five minutes: the confirmations of new orders, for the documents page (C13)."""
    return papers.issue_missing_confirmations(now=timezone.now())


@shared_task
def tell_delays() -> None:
    """Every morning: a mail about orders that take longer than promised, once per order."""
    following.tell_delays(now=timezone.now())


@shared_task
def forget_carrier_exchange() -> None:
    """Every night: messages to the carrier and its events, 400 days after their order ended."""
    following.forget_carrier_exchange(now=timezone.now())


@shared_task
def forget_drafts() -> None:
    """Every night: choices that were never ordered, and their contract summaries, after two weeks."""
    now = timezone.now()
    drafts.forget_old_drafts(now=now)
    papers.forget_draft_summaries(now=now)


@shared_task
def remind_of_minimum_terms() -> None:
    """Daily: mails about minimum terms that end soon (L6, § 56 (3) TKG)."""
    remind_of_term_ends(now=timezone.now())


@shared_task
def tell_of_best_tariffs() -> None:
    """Daily: the yearly mail about the best tariff to those whose day has come (L6, § 57 (3) TKG)."""
    now = timezone.now()
    try:
        _version_id, catalogue = version_on(berlin_day(now))
    except NoCatalogue:
        log.warning("no catalogue is in force: nobody is told of the best tariff")
        return
    tell_best_tariffs(catalogue=catalogue, now=now)


@shared_task
def end_terminated_products() -> int:
    """Daily: contracts whose last day was yesterday or earlier are over (C11)."""
    return ending.end_terminated_products(now=timezone.now())
