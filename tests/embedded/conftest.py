"""State directories that leave nothing on the machine, not even beside a checkout the system user cannot enter."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.embedded.place import FALLBACK, claim_place

from . import processes


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all tests of a module: making a database cluster takes most of a second."""
    folder = tmp_path_factory.mktemp("embedded") / "state"
    yield folder
    if folder.exists():
        claim_place(folder).release()  # removes the socket folder
    identity = folder / "identity"
    if identity.exists():
        shutil.rmtree(FALLBACK / identity.read_text(), ignore_errors=True)


@pytest.fixture
def begin(state: Path) -> Iterator[Callable]:
    """Start `python -m portal.embedded …`; ended with the test, whatever the test did."""
    started: list = []

    def start(*arguments: str, **env: str):
        started.append(processes.start(*arguments, state=state, **env))
        return started[-1]

    yield start
    for process in started:
        processes.kill_session(process)
