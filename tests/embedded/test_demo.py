"""`make demo` as a person uses and misuses it: real processes, one state directory."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import processes

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"  # compressing takes seconds


@pytest.fixture
def started() -> Iterator[list]:
    running: list = []
    yield running
    for process in running:
        processes.kill_session(process)


@pytest.mark.slow
def test_demo_starts_survives_a_killed_worker_and_leaves_nothing_behind(
    tmp_path: Path, started: list
) -> None:
    port = processes.free_port()

    def begin() -> tuple:
        process = processes.start("demo", state=tmp_path / "demo", PORT=str(port), STATICFILES_BACKEND=PLAIN)
        started.append(process)
        text = processes.read_until(process, "Ctrl-C stops everything")
        assert f"http://127.0.0.1:{port}/" in text, text
        assert processes.status(port) == 200
        return process, processes.descendants(process.pid)

    # Killed: the kernel ends all of it.
    first, family = begin()
    names = set(family.values())
    assert {"postgres", "redis-server"} <= names
    assert len(family) >= 10
    os.kill(first.pid, signal.SIGKILL)
    assert processes.eventually(lambda: not processes.alive(family), 20), processes.alive(family)

    # The next start works, with the same key, and a killed worker comes back without its orphans.
    key = (tmp_path / "demo" / "secret-key").read_text()
    second, family = begin()
    assert (tmp_path / "demo" / "secret-key").read_text() == key
    assert (tmp_path / "demo" / "secret-key").stat().st_mode & 0o777 == 0o600
    worker = _worker(second.pid)
    assert processes.eventually(lambda: len(processes.descendants(worker)) >= 2, 60)
    pool = processes.descendants(worker)
    os.kill(worker, signal.SIGKILL)
    assert processes.eventually(lambda: not processes.alive(pool), 20), processes.alive(pool)
    assert processes.eventually(lambda: _worker(second.pid) not in (0, worker), 60)

    # TERM: an orderly end.
    family = processes.descendants(second.pid)
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 128 + signal.SIGTERM
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


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path, started: list) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        process = processes.start("demo", state=tmp_path / "demo", PORT=str(port))
        started.append(process)
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output.strip() == (
        f"Port {port} on 127.0.0.1 is not free (Address already in use). "
        f"Choose another: make demo PORT={port + 1}"
    )
    assert not (tmp_path / "demo").exists()
