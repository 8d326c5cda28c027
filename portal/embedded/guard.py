"""Stands between a run and its command, and ends everything the command started when the run is gone."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 3.0


def main(command: Sequence[str]) -> int:
    """Run `command`; TERM, or the end of the parent, ends it and all its descendants."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become our children
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the command itself
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _end_all)
    child = subprocess.Popen(list(command), preexec_fn=_restore_interrupt)
    code = child.wait()
    _end_descendants(signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _restore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_all(signum: int, _frame: types.FrameType | None) -> None:
    _end_descendants(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while _descendants() and time.monotonic() < deadline:
        _collect()
        time.sleep(0.05)
    _end_descendants(signal.SIGKILL)
    os._exit(128 + signum)


def _end_descendants(signum: signal.Signals) -> None:
    for pid in _descendants():
        with suppress(ProcessLookupError):
            os.kill(pid, signum)


def _collect() -> None:
    """Take leave of children that ended, so that they do not count as running."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _descendants() -> list[int]:
    """Parents first; found by their parent's number, wherever in sessions and groups they hid."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
    found: list[int] = []
    border = {os.getpid()}
    while border:
        border = {pid for pid, parent in parents.items() if parent in border}
        found += sorted(border)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
