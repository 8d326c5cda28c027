"""Which barrier groups an order sets and lifts, what that costs, and what each contains (§ 61 TKG). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from contracts.catalogue.items import FREE, BarrierGroup, Catalogue
from contracts.orders.kind import Answers
from contracts.orders.situation import Situation


@dataclass(frozen=True)
class Change:
    """Codes of the groups that are newly set and those that are lifted, each in the catalogue's order."""

    sets: tuple[str, ...]
    lifts: tuple[str, ...]

    @classmethod
    def of(cls, answers: Answers) -> "Change":
        return cls(tuple(answers.get("sets", ())), tuple(answers.get("lifts", ())))

    @property
    def is_empty(self) -> bool:
        return not self.sets and not self.lifts


def groups_of(situation: Situation) -> list[BarrierGroup]:
    """Every group that the product can bar."""
    if situation.offering is None:
        return []
    known = situation.catalogue.barriers
    return [known[code] for code in situation.offering.barriers if code in known]


def set_in(situation: Situation) -> frozenset[str]:
    """Groups that are set and stay so; of those that end somewhere the customer decides anew."""
    return frozenset(row.code for row in situation.options if row.role == "barrier" and row.valid_to is None)


def change_to(situation: Situation, wanted: Iterable[str]) -> Change:
    """What turns the present barriers into the wanted ones."""
    codes, now, then = [group.code for group in groups_of(situation)], set_in(situation), frozenset(wanted)
    return Change(
        tuple(code for code in codes if code in then and code not in now),
        tuple(code for code in codes if code in now and code not in then),
    )


def price_of(catalogue: Catalogue, change: Change) -> Decimal:
    """Euros once. Barring number ranges and third-party billing is free, whatever a price list says (§ 61 TKG)."""
    return sum((set_price(catalogue.barriers[code]) for code in change.sets), FREE) + sum(
        (lift_price(catalogue.barriers[code]) for code in change.lifts), FREE
    )


def set_price(group: BarrierGroup) -> Decimal:
    return FREE if group.number_range or group.third_party_billing else group.set_price


def lift_price(group: BarrierGroup) -> Decimal:
    return group.lift_price


def contained_in(catalogue: Catalogue, group: BarrierGroup) -> list[BarrierGroup]:
    """What a group bars besides: its members, their members and so on, each once."""
    found: dict[str, BarrierGroup] = {}
    waiting = list(group.blocks)
    while waiting:
        code = waiting.pop(0)
        inner = catalogue.barriers.get(code)
        if inner is not None and code not in found and code != group.code:
            found[code] = inner
            waiting += inner.blocks
    return list(found.values())


def holders_of(situation: Situation, code: str, *, among: Iterable[str]) -> list[BarrierGroup]:
    """Groups `among` those codes that contain `code`: it stays barred while one of them is set."""
    known = situation.catalogue.barriers
    wider = [known[other] for other in among if other in known]
    return [
        group for group in wider if code in {inner.code for inner in contained_in(situation.catalogue, group)}
    ]
