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


@dataclass(frozen=True)
class ReferralCheck:
    """What a room knows of referral codes: a sentence why the code cannot be used, or None (G2)."""

    key: str
    problem_with: Callable[[str], str | None]


referral_checks: Registry[ReferralCheck] = Registry(
    "checks of referral codes", key=lambda check: check.key, order=lambda check: 0
)


def problem_with_referral(code: str) -> str | None:
    """The first sentence of a check that says no. Without a check every code is taken as it is."""
    found = (check.problem_with(code) for check in referral_checks)
    return next((sentence for sentence in found if sentence), None)


def kind_of(slug: str) -> OrderKind | None:
    """The kind with this slug, if a room offers it."""
    return next((kind for kind in kinds if kind.slug == slug), None)
