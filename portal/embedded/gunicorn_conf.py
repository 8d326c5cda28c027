"""gunicorn beside the embedded services: a worker ends with its master, however the master ends."""

import signal
from typing import Any

from portal.embedded.processes import die_with


def post_fork(_server: Any, worker: Any) -> None:
    """Workers get the kernel's help, so that a killed master leaves the port free at once."""
    die_with(worker.ppid, signal.SIGKILL)
