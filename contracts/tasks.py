"""Jobs of this room: each loads by id or clock and calls one operation."""

import logging

from celery import shared_task
from django.utils import timezone

from contracts.catalogue.store import NoCatalogue, version_on
from contracts.orders import ending
from contracts.reminders.best_tariff import tell_best_tariffs
from contracts.reminders.term_ends import remind_of_term_ends
from portal.lib.periods import berlin_day

log = logging.getLogger(__name__)


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
