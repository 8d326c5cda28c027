"""The Celery application: `celery -A portal.celery worker` and `beat`."""

import ctypes
import os
import signal
import sys
from typing import Any

from billiard import current_process
from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def _end_with_the_worker(**_: Any) -> None:
    """A killed worker takes its processes along: an orphan would hold its task and the database for ever."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != current_process()._parent_pid:
            os._exit(1)  # it ended while this process was starting
