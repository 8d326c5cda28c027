"""python -m tests.outbox.nursery: starts `celery worker` processes quickly, one per line read.

Everything is imported once; a worker is a fork of that, in a session of its own. Reads the path of a log,
answers with the worker's process id, ends with its input, and every worker ends with it.
"""

import os
import signal
import sys

import celery.apps.worker
import celery.bin.worker
import celery.concurrency.prefork
import celery.worker.consumer  # noqa: F401
import django

from portal.celery import app
from portal.embedded.processes import die_with

ARGUMENTS = ["worker", "--concurrency", "1", "--loglevel", "INFO"]
ARGUMENTS += ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def main() -> None:
    django.setup()
    app.finalize()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    parent = os.getpid()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            be_a_worker(line.strip(), parent)
        print(pid, flush=True)


def be_a_worker(log: str, parent: int) -> None:
    os.setsid()
    die_with(parent, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    app.worker_main([*ARGUMENTS, "--hostname", f"{os.path.basename(log)}@test"])
    os._exit(0)


if __name__ == "__main__":
    main()
