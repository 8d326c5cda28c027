"""The changes of a mobile contract by what they are about (D3, D6, D7, D9)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from contracts.orders.offers import Change

CARDS = ("sim-activation", "sim-block", "sim-replacement", "puk-information", "multicard")
NUMBER = ("number-swap", "port-in", "port-out")
SERVICES = ("call-forwarding", "mobile-mailbox", "caller-id", "call-waiting", "missed-call-sms")
BARRIERS = ("mobile-barriers",)


@dataclass(frozen=True)
class ChangeGroup:
    """Changes under one heading; `key` is the heading's id on the page."""

    key: str
    title: str | Promise
    changes: tuple[Change, ...]


# What is named nowhere else is about the contract: plan, options, termination.
_GROUPS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("karte", pgettext_lazy("changes of a mobile contract", "Card"), CARDS),
    ("rufnummer", pgettext_lazy("changes of a mobile contract", "Number"), NUMBER),
    ("tarif", pgettext_lazy("changes of a mobile contract", "Plan and options"), ()),
    ("dienste", pgettext_lazy("changes of a mobile contract", "Services"), SERVICES),
    ("sperren", pgettext_lazy("changes of a mobile contract", "Barriers"), BARRIERS),
)
_NAMED = {*CARDS, *NUMBER, *SERVICES, *BARRIERS}


def grouped(changes: Iterable[Change]) -> list[ChangeGroup]:
    """The groups that have something, in the order of the page."""
    offered = list(changes)
    groups = []
    for key, title, slugs in _GROUPS:
        found = tuple(
            change
            for change in offered
            if (change.kind.slug in slugs if slugs else change.kind.slug not in _NAMED)
        )
        if found:
            groups.append(ChangeGroup(key, title, found))
    return groups
