"""Small typed lists that this room owns, the rooms above fill in `AppConfig.ready()` and a check completes."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Entries in order; `key` tells which of them are the same."""

    def __init__(self, name: str, *, key: Callable[[T], str], order: Callable[[T], int]) -> None:
        self.name = name
        self._key = key
        self._order = order
        self._entries: list[T] = []

    def add(self, *entries: T) -> None:
        self._entries.extend(entries)
        self._entries.sort(key=self._order)

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def duplicates(self) -> list[str]:
        """Keys that were added more than once."""
        return [key for key, count in Counter(map(self._key, self._entries)).items() if count > 1]
