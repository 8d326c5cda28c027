"""Asking the carrier how orders stand."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from .gateway import CarrierAway, CarrierNews, CarrierRefused, gateway
from .signals import order_news

log = logging.getLogger(__name__)
BATCH = 50


def fetch_states(numbers: Sequence[str], *, now: datetime, seconds: float = float("inf")) -> int:
    """Ask in batches, tell each order's state in a transaction of its own; the number of news told.

    An order whose news cannot be taken over stops no other. A carrier that is away ends it quietly, and no batch
    begins after `seconds`: the next round asks again.
    """
    carrier = gateway()
    deadline = time.monotonic() + seconds
    told = 0
    for start in range(0, len(numbers), BATCH):
        if time.monotonic() > deadline:
            log.warning("the carrier is slow: %d orders wait for the next round", len(numbers) - start)
            break
        try:
            batch = carrier.status(list(numbers[start : start + BATCH]))
        except (CarrierAway, CarrierRefused) as error:
            log.warning("the carrier told no states: %s", error.reason)
            break
        told += sum(_tell(news, now) for news in batch)
    return told


def _tell(news: CarrierNews, now: datetime) -> bool:
    try:
        with transaction.atomic():
            order_news.send(sender=None, news=news, now=now)
    except Exception:
        log.exception("news about %s could not be taken over", news.number)
        return False
    return True
