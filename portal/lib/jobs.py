"""Starting jobs after a commit, without ever making a page wait for the broker."""

import logging
import time
from functools import partial
from typing import Any

from django.db import transaction

log = logging.getLogger(__name__)
SILENCE = 30.0  # seconds without a try after the broker did not answer
_silent_until = 0.0


def start_after_commit(task: Any, **values: Any) -> None:
    """For jobs that something by the clock catches up on: the message may get lost with the broker."""
    transaction.on_commit(partial(publish, task, **values), robust=True)


def publish(task: Any, **values: Any) -> bool:
    """Send a Celery task to the workers. False when the broker is away; it is then left alone for a while."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        task.apply_async(kwargs=values, retry=False)
    except Exception as error:  # whatever the broker's client raises
        _silent_until = time.monotonic() + SILENCE
        log.warning("broker is away, %s waits for the clock: %s", task.name, type(error).__name__)
        return False
    return True
