"""Barrier groups of a mobile contract: what is barred, and what lifting means (D6, § 61 TKG). Pure."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from contracts.catalogue.items import FREE, BarrierGroup, Offering

Groups = Mapping[str, BarrierGroup]


def effective(codes: Iterable[str], groups: Groups) -> frozenset[str]:
    """Every group that is barred: those that were set, and those they contain."""
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += groups[code].blocks if code in groups else ()
    return frozenset(found)


def barred_by(code: str, codes: Iterable[str], groups: Groups) -> list[BarrierGroup]:
    """The other set groups that contain this one."""
    return [groups[c] for c in codes if c != code and c in groups and code in effective([c], groups)]


def defaults(offering: Offering, groups: Groups) -> list[BarrierGroup]:
    """What is set from the start with this plan."""
    return [groups[code] for code in offering.barriers if code in groups and groups[code].on_by_default]


def setting_price(chosen: Collection[BarrierGroup]) -> Decimal:
    """What setting these groups costs once."""
    return sum((group.set_price for group in chosen), FREE)


def lifting_price(chosen: Collection[BarrierGroup]) -> Decimal:
    """What lifting these groups costs once."""
    return sum((group.lift_price for group in chosen), FREE)


def lifting_notes(chosen: Iterable[BarrierGroup], staying: Collection[str], groups: Groups) -> list[str]:
    """What becomes possible and what it may cost; and which groups stay barred by others that are still set."""
    notes = []
    for group in chosen:
        others = barred_by(group.code, staying, groups)
        if others:
            values = {"group": group.name, "others": ", ".join(str(other.name) for other in others)}
            notes.append(_("“%(group)s” stays barred, because it belongs to “%(others)s”.") % values)
        elif group.lifting_allows is not None:
            notes.append(str(group.lifting_allows))
    return notes
