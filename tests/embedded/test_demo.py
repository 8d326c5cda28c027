"""`make demo` as a person uses and misuses it: real processes, one state directory."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from . import processes

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"  # compressing takes seconds


@pytest.mark.slow
def test_demo_starts_survives_a_killed_worker_and_leaves_nothing_behind(begin, state: Path) -> None:
    port = processes.free_port()

    def start() -> tuple[subprocess.Popen[str], dict]:
        process = begin("demo", PORT=str(port), DEMO_SIZE="small", STATICFILES_BACKEND=PLAIN)
        text = processes.read_until(process, "Ctrl-C stops everything")
        assert f"http://127.0.0.1:{port}/" in text, text
        assert processes.status(port) == 200
        return process, processes.descendants(process.pid)

    # Killed: the kernel ends all of it.
    first, family = start()
    names = set(family.values())
    assert {"postgres", "redis-server"} <= names
    assert len(family) >= 10
    os.kill(first.pid, signal.SIGKILL)
    assert processes.eventually(lambda: not processes.alive(family), 5), processes.alive(family)

    # The next start works, with the same key, and a killed worker comes back without its orphans.
    key = (state / "secret-key").read_text()
    second, family = start()
    assert (state / "secret-key").read_text() == key
    assert (state / "secret-key").stat().st_mode & 0o777 == 0o600
    worker = _worker(second.pid)
    log = state / "log" / "worker.log"
    assert processes.eventually(lambda: " ready." in log.read_text(), 30), log.read_text()
    pool = processes.descendants(worker)
    assert len(pool) >= 2
    os.kill(worker, signal.SIGKILL)
    assert processes.eventually(lambda: not processes.alive(pool), 5), processes.alive(pool)
    assert processes.eventually(lambda: _worker(second.pid) not in (0, worker), 15)

    # TERM: an orderly end.
    family = processes.descendants(second.pid)
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 128 + signal.SIGTERM
    assert processes.alive(family) == {}


def _worker(supervisor: int) -> int:
    """The celery worker's main process, a direct child of the supervisor."""
    for number, _ in processes.descendants(supervisor):
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            parent = int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if b"worker" in command and parent == supervisor:
            return number
    return 0


def test_a_port_in_use_is_said_before_anything_starts(begin, state: Path) -> None:
    before = set(state.iterdir()) if state.exists() else set()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        process = begin("demo", PORT=str(port), DEMO_SIZE="small")
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.strip() == (
        f"Port {port} on 127.0.0.1 is not free (Address already in use). "
        f"Choose another: make demo PORT={port + 1}"
    )
    assert (set(state.iterdir()) if state.exists() else set()) == before
