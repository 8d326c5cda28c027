"""Feed files of mobile contracts for tests."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mobile.models import MobileNumber, ServiceSettings, SimCard, SimEvent, UsageCounter
from portal.audit.models import AuditEntry
from portal.carrier.feed import FeedRefused, LineFault, import_path
from portal.carrier.models import CarrierFile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"2026-11-{day}T06:00:00+01:00" for day in (20, 21, 22))
MODELS = (SimCard, SimEvent, MobileNumber, ServiceSettings, UsageCounter, CarrierFile, AuditEntry)
Line = dict[str, Any]


def write(folder: Path, kind: str, *lines: Line | str, created: str = FIRST, name: str = "a.jsonl") -> Path:
    """A file of these lines; a text is written as it is."""
    header = {"format": "kundencenter-carrier-feed", "version": 1, "kind": kind, "createdAt": created}
    path = folder / name
    rows = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in (header, *lines)
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def take(path: Path) -> None:
    import_path(path, now=NOW)


def faults_of(path: Path) -> list[LineFault]:
    """The reasons; nothing has changed."""
    before = _state()
    with pytest.raises(FeedRefused) as refused:
        import_path(path, now=NOW)
    assert _state() == before
    return refused.value.faults


def reason_of(path: Path) -> str:
    """The one reason of the first line after the header."""
    (fault,) = faults_of(path)
    assert fault.line == 2
    return fault.reason


def _state() -> dict[str, list[Any]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}
