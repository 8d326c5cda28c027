"""Real worker processes on the test's database, for tests that kill them."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SWEEP = "portal.outbox.tasks.sweep"
QUEUES = "13"  # a Redis database of our own: no worker takes what other tests left behind


def broker_url() -> str:
    return re.sub(r"(virtual_host=|/)\d+$", rf"\g<1>{QUEUES}", settings.CELERY_BROKER_URL)


def environment(**values: str) -> dict[str, str]:
    """Our environment, with the test's database and folder instead of the named ones."""
    name = connection.settings_dict["NAME"]
    database = re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
    return os.environ | {
        "DATABASE_URL": database,
        "CELERY_BROKER_URL": broker_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "CONN_MAX_AGE": "60",
        **values,
    }


@dataclass(frozen=True)
class Worker:
    """One `celery worker` with one child, in a session of its own."""

    pid: int
    log: Path

    @property
    def is_ready(self) -> bool:
        return self.log.exists() and "ready." in self.log.read_text(errors="replace")

    def kill(self) -> None:
        """`kill -9` of the worker and its child, as when a machine loses its power."""
        os.killpg(self.pid, signal.SIGKILL)
        while Path(f"/proc/{self.pid}").exists():
            time.sleep(0.005)


class Crew:
    """Workers side by side; a killed one is replaced, and told to look by what beat sends every minute."""

    def __init__(
        self, folder: Path, env: dict[str, str], *, size: int, jobs: tuple[str, ...] = (SWEEP,)
    ) -> None:
        self.folder, self.env, self.size, self.jobs = folder, env, size, jobs
        self.hired = 0
        self.workers: list[Worker] = []

    def __enter__(self) -> "Crew":
        self.broker = current_app.connection_for_write(broker_url())
        with self.broker.channel() as channel:
            channel.client.flushdb()
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.outbox.nursery"],
            env=self.env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for _ in range(self.size):
            self.hire()
        return self

    def __exit__(self, *exception: object) -> None:
        for worker in self.workers:
            worker.kill()
        self.nursery.communicate(timeout=10)
        self.broker.release()

    def hire(self) -> None:
        self.hired += 1
        log = self.folder / f"worker{self.hired}.log"
        self.nursery.stdin.write(f"{log}\n")
        self.nursery.stdin.flush()
        self.workers.append(Worker(int(self.nursery.stdout.readline()), log))
        self.beat()

    def beat(self) -> None:
        """What the clock sends."""
        for job in self.jobs:
            current_app.send_task(job, connection=self.broker)

    def kill_one_at_work(self) -> bool:
        """Kill and replace a worker that had come to work; False when none has yet."""
        at_work = [worker for worker in self.workers if worker.is_ready]
        if not at_work:
            return False
        victim = random.choice(at_work)
        victim.kill()
        self.workers.remove(victim)
        self.hire()
        return True
