"""Keeps the portal's own processes running beside the services."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .processes import Child, ServiceError

MOST_RESTARTS = 5
WITHIN_SECONDS = 60.0


@dataclass
class Program:
    """A process of the portal and how to start it again."""

    start: Callable[[], Child]
    child: Child | None = None
    restarts: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_RESTARTS))

    def ensure(self, now: float) -> bool:
        """Start or restart if need be; True when something had to be done."""
        if self.child and self.child.running:
            return False
        if self.child:
            self.child.stop()  # sweeps what the process left in its session
            if len(self.restarts) == MOST_RESTARTS and now - self.restarts[0] < WITHIN_SECONDS:
                raise ServiceError(
                    f"{self.child.name} keeps ending ({self.child.log}):\n{self.child.last_words()}"
                )
            self.restarts.append(now)
        self.child = self.start()
        return True


def supervise(programs: list[Program], services: list[Child]) -> None:
    """Restart programs that end. A service that ends is an error: the data it held are in doubt."""
    while True:
        time.sleep(0.5)
        for service in services:
            if not service.running:
                raise ServiceError(f"{service.name} ended ({service.log}):\n{service.last_words()}")
        for program in programs:
            name = program.child.name if program.child else "a process"
            if program.ensure(time.monotonic()):
                print(f"{name} had ended and was started again.", flush=True)
