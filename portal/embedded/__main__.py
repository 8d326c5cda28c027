"""python -m portal.embedded demo | run -- COMMAND …"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import types
from collections.abc import Sequence
from pathlib import Path

from .place import ROOT
from .processes import PR_SET_PDEATHSIG, ServiceError, die_with, ignore_signals
from .services import environment_for_tests, start_for_tests


class Stop(BaseException):
    """Somebody asked us to end (Ctrl-C, TERM, HUP)."""

    def __init__(self, signum: int) -> None:
        self.signum = signum


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _raise_stop)
    if options.with_parent and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    try:
        if options.task == "demo":
            from .demo import Demo

            return Demo(options.state or ROOT / "var" / "demo").run()
        return run(options.command, options.state or ROOT / "var" / "test")
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1
    except Stop as stop:
        return 128 + stop.signum


def run(command: Sequence[str], state: Path) -> int:
    """Run `command` beside throw-away services and return its exit code."""
    services = start_for_tests(state)
    try:
        return _foreground(command, os.environ | environment_for_tests(services))
    finally:
        ignore_signals()
        services.stop()


def _foreground(command: Sequence[str], env: dict[str, str]) -> int:
    """The command keeps the terminal, so Ctrl-C reaches it directly; TERM and HUP are passed on."""
    parent = os.getpid()
    guard = [sys.executable, str(ROOT / "portal" / "embedded" / "guard.py"), *command]
    child = subprocess.Popen(guard, env=env, preexec_fn=lambda: die_with(parent, signal.SIGTERM))
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except Stop as stop:
            if stop.signum != signal.SIGINT:
                child.send_signal(stop.signum)


def _raise_stop(signum: int, _frame: types.FrameType | None) -> None:
    raise Stop(signum)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.embedded", description=__doc__)
    parser.add_argument("--with-parent", action="store_true", help="end when the calling process ends")
    parser.add_argument("--state", type=Path, help="where the data lie (default: var/demo, var/test)")
    tasks = parser.add_subparsers(dest="task", required=True)
    tasks.add_parser("demo", help="the whole portal with demo data (PORT, HOST)")
    tasks.add_parser("run", help="run a command beside throw-away services").add_argument(
        "command", nargs=argparse.REMAINDER, metavar="-- COMMAND"
    )
    options = parser.parse_args(argv)
    if options.task == "run":
        options.command = [word for index, word in enumerate(options.command) if index or word != "--"]
        if not options.command:
            parser.error("run needs a command")
    return options


if __name__ == "__main__":
    sys.exit(main())
