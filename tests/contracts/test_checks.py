"""The system check of the kinds of order."""

import pytest

from contracts import checks
from contracts.orders.registry import Consequence, consequences, kinds


def ids() -> list[str]:
    return [fault.id for fault in checks.registries_without_duplicates()]


@pytest.fixture(autouse=True)
def _put_back(monkeypatch):
    for registry in (kinds, consequences):
        monkeypatch.setattr(registry, "_entries", list(registry))


def test_kinds_and_consequences_are_there_once():
    assert ids() == []


def test_a_kind_that_is_added_twice_is_an_error():
    kinds.add(next(iter(kinds)))
    assert ids() == ["contracts.E001"]


def test_a_consequence_that_is_added_twice_is_an_error():
    consequences.add(*[Consequence("flat", order, lambda kind, situation, answers: []) for order in (1, 2)])
    assert ids() == ["contracts.E002"]
