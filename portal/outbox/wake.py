"""Telling the workers that a mail waits, without ever making a page wait for the broker."""

import logging
import time
from typing import Any

from django.db import transaction

log = logging.getLogger(__name__)
SILENCE = 30.0  # seconds without a try after the broker did not answer; the sweep delivers meanwhile
_silent_until = 0.0


def wake_delivery() -> None:
    """Start a delivery once the current transaction is committed."""
    transaction.on_commit(publish_delivery, robust=True)


def publish_delivery() -> None:
    from .tasks import deliver

    publish(deliver)


def publish(task: Any, **values: Any) -> None:
    """Send `task` to the workers; while the broker is away nothing is lost that a sweep finds."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        task.apply_async(kwargs=values, retry=False)
    except Exception as error:  # whatever the broker's client raises: the row is safe, the sweep finds it
        _silent_until = time.monotonic() + SILENCE
        log.warning("broker is away, work waits for the sweep: %s", type(error).__name__)
