"""The kinds of order this portal offers: a small list that rooms fill in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.shell.registry import Registry

from .kind import Answers, OrderKind
from .situation import Situation

kinds: Registry[OrderKind] = Registry(
    "kinds of order", key=lambda kind: kind.slug, order=lambda kind: kind.order
)


@dataclass(frozen=True)
class Consequence:
    """What an order does to other things, in sentences for the check page: "With the line your flat ends.\""""

    key: str
    order: int
    sentences: Callable[[OrderKind, Situation, Answers], list[str]]


consequences: Registry[Consequence] = Registry("consequences", key=lambda c: c.key, order=lambda c: c.order)


def kind_of(slug: str) -> OrderKind | None:
    """The kind with this slug, if a room offers it."""
    return next((kind for kind in kinds if kind.slug == slug), None)
