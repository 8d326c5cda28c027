"""A carrier to talk to, orders for it, and ears for what the rooms above would hear."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.carrier.tmf_server import TmfServer


@pytest.fixture(autouse=True)
def _broker_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test leaves a message in the queue of another."""
    from portal.carrier import tasks

    for task in (tasks.deliver, tasks.fetch):
        monkeypatch.setattr(task, "apply_async", lambda **options: None)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TmfServer]:
    """The gateway speaks to this carrier."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with TmfServer() as carrier:
        settings.CARRIER_GATEWAY = "portal.carrier.tmf622.Tmf622"
        settings.CARRIER_URL = carrier.url
        settings.CARRIER_TOKEN = "Zugang-zum-Netz"
        settings.CARRIER_TIMEOUT = 0.5
        yield carrier


@pytest.fixture
def heard() -> Iterator[Any]:
    """What receivers hear: `heard.news`; `heard.fails = True` makes them raise."""
    from tests.carrier.ears import Ears

    with Ears() as ears:
        yield ears
