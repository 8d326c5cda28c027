"""Feed files of products and orders for tests."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import argon2
import pytest

from contracts.models import (
    DialInAccess,
    DirectoryEntry,
    Domain,
    Mailbox,
    Order,
    OrderEvent,
    PhoneNumber,
    Product,
    ProductOption,
    TvAccess,
    VoipSuperuser,
)
from portal.audit.models import AuditEntry
from portal.carrier.feed import FeedRefused, LineFault, import_path
from portal.carrier.models import CarrierFile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"2026-11-0{day}T06:00:00+01:00" for day in (1, 2, 3))
HASH = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash("Postfach-Wort-1")
MODELS = (
    Product, ProductOption, PhoneNumber, Mailbox, Domain, DialInAccess, DirectoryEntry, VoipSuperuser, TvAccess,
    Order, OrderEvent, CarrierFile, AuditEntry,
)  # fmt: skip
Line = dict[str, Any]
Write = Callable[..., Path]


def feed_writer(folder: Path, kind: str) -> Write:
    """A function that writes lines as one file of this kind."""

    def write(*lines: Line, created: str = FIRST, name: str = "a.jsonl") -> Path:
        header = {"format": "kundencenter-carrier-feed", "version": 1, "kind": kind, "createdAt": created}
        path = folder / name
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in (header, *lines))
        path.write_text(text, encoding="utf-8")
        return path

    return write


def take(path: Path) -> None:
    import_path(path, now=NOW)


def state() -> dict[str, list[Any]]:
    """Every row of every table a file may touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def faults_of(path: Path) -> list[LineFault]:
    """The reasons; nothing has changed."""
    before = state()
    with pytest.raises(FeedRefused) as refused:
        import_path(path, now=NOW)
    assert state() == before
    return refused.value.faults


def product(number: str = "DSL-1", **changes: Any) -> Line:
    return {
        "id": number,
        "customer": "4999999999",
        "category": "internet",
        "productOffering": {"id": "dsl-100"},
        "name": {"de": "DSL 100", "en": "DSL 100"},
        "status": "active",
        "startDate": "2024-12-01",
        "place": {"street": "Mailänder Straße 2", "postCode": "30539", "city": "Hannover"},
        "productTerm": {
            "minimumMonths": 24,
            "minimumTermEndsOn": "2026-11-30",
            "notice": {"amount": 1, "unit": "months"},
        },
        "productPrice": {"monthly": "34.90"},
        **changes,
    }


def part(number: str, category: str, name: str, *characteristics: tuple[str, Any], **changes: Any) -> Line:
    """A product without place and term."""
    line = product(number, category=category, name={"de": name, "en": name}, **changes)
    del line["place"], line["productTerm"]
    return line | {"productCharacteristic": [{"name": key, "value": value} for key, value in characteristics]}


def option(code: str, start: str, end: str | None = None, **changes: Any) -> Line:
    valid_for = {"startDate": start} | ({"endDate": end} if end else {})
    return {"id": code, "name": {"de": code, "en": code}, "validFor": valid_for, **changes}


def order(number: str = "NW-100", **changes: Any) -> Line:
    return {
        "id": number,
        "customer": "4999999999",
        "description": {"de": "Neuanschluss DSL 100", "en": "New line DSL 100"},
        "orderDate": "2026-10-20T10:00:00+02:00",
        "state": "inProgress",
        "requestedCompletionDate": "2026-12-01",
        **changes,
    }
