"""Real supervisors and the processes below them."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICE_ADDRESSES = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "STATICFILES_BACKEND", "STATIC_ROOT")
Identity = tuple[int, str]


def start(*arguments: str, state: Path, **env: str) -> subprocess.Popen[str]:
    """`python -m portal.embedded` with its data under `state`, ignorant of the services of this test run."""
    clean = {key: value for key, value in os.environ.items() if key not in SERVICE_ADDRESSES}
    return subprocess.Popen(
        [sys.executable, "-m", "portal.embedded", "--state", str(state), *arguments],
        cwd=ROOT,
        env=clean | env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def descendants(pid: int) -> dict[Identity, str]:
    """Everything below `pid`: (number, start time) and command name."""
    table = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            stat = _stat(int(entry.name))
            if stat:
                table[int(entry.name)] = stat
    found: dict[Identity, str] = {}
    border = {pid}
    while border:
        children = {number for number, (_, parent, _) in table.items() if parent in border}
        found |= {(number, table[number][2]): table[number][0] for number in children}
        border = children
    return found


def alive(identities: dict[Identity, str]) -> dict[Identity, str]:
    """Those still there: same number and same start time, and no zombies."""
    return {
        (number, began): name
        for (number, began), name in identities.items()
        if (stat := _stat(number)) and stat[2] == began
    }


def _stat(pid: int) -> tuple[str, int, str] | None:
    """Command, parent and start time; None for what is gone or only waits to be collected."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return None if fields[0] == "Z" else (name, int(fields[1]), fields[19])


def eventually(check: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """Output up to the line with `word`; the whole output if the process ends before."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            break
    return "".join(lines)


def status(port: int) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/gesundheit/")
        return line.getresponse().status
    finally:
        line.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def kill_session(process: subprocess.Popen[str]) -> None:
    """For the end of a test that failed half-way."""
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
