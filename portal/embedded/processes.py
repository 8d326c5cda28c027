"""Child processes that cannot outlive this one."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class ServiceError(RuntimeError):
    """A service did not start; the message is meant for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """The system user that a child runs as."""

    uid: int
    gid: int


@dataclass
class Child:
    """A process in a session of its own, with the signal that ends it politely."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    def stop(self) -> None:
        """Ask, wait, then end the whole session: nothing of it may stay."""
        if self.running:
            self.popen.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(self.patience)
        end_session(self.popen.pid)
        self.popen.wait()

    def last_words(self, lines: int = 15) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def die_with(parent: int, signum: signal.Signals) -> None:
    """Ask the kernel to send `signum` to this process when `parent` ends, however it ends.

    A change of user clears the request, so it is made after it; a parent that is already gone is noticed.
    """
    if sys.platform != "linux":
        return
    if _libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def start_child(
    name: str,
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
    stop_signal: signal.Signals = signal.SIGTERM,
    patience: float = 10.0,
    cwd: Path | None = None,
) -> Child:
    """Start a process whose life hangs on ours. Call from the main thread: the kernel watches the thread."""
    parent = os.getpid()
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent, death_signal),
            **_identity(account),
        )
    return Child(name, popen, log, stop_signal, patience)


def run_short(
    argv: Sequence[str | Path], *, account: Account | None = None, script: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a short command to its end, with `script` on its input, and return its output."""
    parent = os.getpid()
    return subprocess.run(
        [str(word) for word in argv],
        input=script,
        capture_output=True,
        text=True,
        cwd="/",
        start_new_session=True,
        preexec_fn=lambda: die_with(parent, signal.SIGKILL),
        **_identity(account),
    )


def wait_until(ready: Callable[[], bool], child: Child, seconds: float = 30.0) -> None:
    """Poll until the service answers; a child that ends or a time that runs out is an error with its log."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not child.running:
            raise ServiceError(f"{child.name} ended while starting ({child.log}):\n{child.last_words()}")
        if time.monotonic() > deadline:
            raise ServiceError(f"{child.name} does not answer after {seconds:.0f} s ({child.log}).")
        time.sleep(0.02)


def ignore_signals() -> None:
    """While stopping: the one who asks twice must not leave half of it running."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)


def end_session(leader: int) -> None:
    """Kill what is left of the process group that `leader` opened."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _identity(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
