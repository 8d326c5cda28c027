"""Kinds of papers are announced once, in their order (C13)."""

import pytest

from portal.access.scope import Scope
from portal.documents import kinds
from portal.documents.kinds import DocumentKind, all_kinds, register


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_registry", kinds._Registry())


def test_kinds_stand_in_their_order() -> None:
    late, early = DocumentKind("b", "B", Scope.READ, 20), DocumentKind("a", "A", Scope.FULL, 10)
    register(late, early)
    assert all_kinds() == [early, late]


def test_a_kind_is_announced_once() -> None:
    register(DocumentKind("a", "A", Scope.READ, 10))
    with pytest.raises(ValueError, match="'a'"):
        register(DocumentKind("a", "Again", Scope.READ, 20))
