"""Faults between the entries of a catalogue: each one refuses the file."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from .finding import Finding, Severity
from .items import BarrierGroup, Catalogue, Entry, Offering, Option, Price, Text

Related = Mapping[str, Offering] | Mapping[str, Option] | Mapping[str, BarrierGroup]


def inconsistencies(catalogue: Catalogue) -> Iterator[Finding]:
    for entry in _entries(catalogue):
        yield from _texts(entry)
        yield from _validity(entry)
        yield from _prices(entry)
    for offering in catalogue.offerings.values():
        yield from _references(offering, offering.options, catalogue.options)
        yield from _references(offering, offering.barriers, catalogue.barriers)
        yield from _references(offering, offering.changes_to, catalogue.offerings)
        yield from _speeds(offering)
    for option in catalogue.options.values():
        yield from _references(option, (*option.requires, *option.excludes), catalogue.options)
        yield from _contradictions(option, catalogue)
    for barrier in catalogue.barriers.values():
        yield from _references(barrier, barrier.blocks, catalogue.barriers)
        if _contains_itself(barrier, catalogue):
            yield _error("barrier-circle", barrier, _("“%(entry)s” contains itself."))
    yield from _places_in_lines(catalogue)


def _error(code: str, entry: Entry, message: str, /, **values: object) -> Finding:
    texts = {name: str(value) for name, value in values.items()}
    return Finding(code, Severity.ERROR, entry.code, message, texts)


def _entries(catalogue: Catalogue) -> Iterator[Entry]:
    yield from catalogue.offerings.values()
    yield from catalogue.options.values()
    yield from catalogue.barriers.values()
    yield from catalogue.services.values()
    yield from catalogue.campaigns.values()


def _texts(entry: Entry) -> Iterator[Finding]:
    """A name in both languages; other texts in both or in none."""
    if not entry.name.de or not entry.name.en:
        yield _error("name-missing", entry, _("The name of “%(entry)s” is missing in German or in English."))
    others: list[Text | None] = [entry.description]
    if isinstance(entry, BarrierGroup):
        others.append(entry.lifting_allows)
    if any(text is not None and bool(text.de) != bool(text.en) for text in others):
        yield _error("translation-missing", entry, _("A text of “%(entry)s” is there in one language only."))


def _validity(entry: Entry) -> Iterator[Finding]:
    if entry.valid_to is not None and entry.valid_to <= entry.valid_from:
        yield _error("validity", entry, _("“%(entry)s” ends before it begins."))


def _prices(entry: Entry) -> Iterator[Finding]:
    if any(amount < 0 for amount in _amounts(entry)):
        yield _error("price-negative", entry, _("A price of “%(entry)s” is below zero."))


def _amounts(entry: Entry) -> list[Decimal]:
    """Every amount that an entry states, whatever its kind: none is forgotten when a field is added."""
    found: list[Decimal] = []
    for value in vars(entry).values():
        if isinstance(value, Price):
            found += [value.monthly, value.one_off]
        elif isinstance(value, Decimal):
            found.append(value)
        elif isinstance(value, Mapping):
            found += [part for part in value.values() if isinstance(part, Decimal)]
    return found


def _references(
    entry: Offering | Option | BarrierGroup, codes: Sequence[str], known: Related
) -> Iterator[Finding]:
    """Codes must exist, and name something of the same family."""
    for code in codes:
        other = known.get(code)
        if other is None:
            message = _("“%(entry)s” names “%(code)s”, which is not in the catalogue.")
            yield _error("reference-dangling", entry, message, code=code)
        elif other.family is not entry.family:
            message = _("“%(entry)s” and “%(code)s” belong to different categories.")
            yield _error("family-mixed", entry, message, code=code)
        elif other is entry:
            yield _error("reference-self", entry, _("“%(entry)s” refers to itself."))


def _speeds(offering: Offering) -> Iterator[Finding]:
    """Minimum ≤ usual ≤ maximum, as far as they are stated."""
    for direction in ("downstream", "upstream"):
        names = [f"{direction}_{which}_mbit" for which in ("min", "usual", "max")]
        stated = [Decimal(offering.characteristics[n]) for n in names if n in offering.characteristics]
        if stated != sorted(stated):
            message = _("“%(entry)s”: the minimum, usual and maximum speeds are not in this order.")
            yield _error("speed-order", offering, message)


def _contradictions(option: Option, catalogue: Catalogue) -> Iterator[Finding]:
    """What an option needs must not be what it excludes, nor what it replaces."""
    for code in option.requires:
        other = catalogue.options.get(code)
        replaced = other is not None and option.group and other.group == option.group
        if replaced or code in option.excludes or (other is not None and option.code in other.excludes):
            message = _("“%(entry)s” needs “%(code)s” and cannot be together with it.")
            yield _error("option-contradiction", option, message, code=code)


def _contains_itself(barrier: BarrierGroup, catalogue: Catalogue) -> bool:
    seen: set[str] = set()
    waiting = list(barrier.blocks)
    while waiting:
        code = waiting.pop()
        if code == barrier.code:
            return True
        if code not in seen and code in catalogue.barriers:
            seen.add(code)
            waiting += catalogue.barriers[code].blocks
    return False


def _places_in_lines(catalogue: Catalogue) -> Iterator[Finding]:
    """One line, rank and minimum term is sold once at a time to each audience; a line has one family."""
    for line in catalogue.lines.values():
        for number, offering in enumerate(line):
            if offering.family is not line[0].family:
                message = _("“%(entry)s” and “%(code)s” belong to different categories.")
                yield _error("family-mixed", offering, message, code=line[0].code)
            for other in line[number + 1 :]:
                if _is_sold_twice(offering, other):
                    message = _("“%(entry)s” and “%(code)s” have the same place in their line.")
                    yield _error("validity-overlap", offering, message, code=other.code)


def _is_sold_twice(one: Offering, other: Offering) -> bool:
    return (
        one.rank == other.rank
        and one.term.minimum_months == other.term.minimum_months
        and one.orderable
        and other.orderable
        and bool(set(one.audiences) & set(other.audiences))
        and (one.valid_to is None or other.valid_from < one.valid_to)
        and (other.valid_to is None or one.valid_from < other.valid_to)
    )
