"""Rules of law that catalogue data can violate. Consumers are the customers of the audience "private".

Engineering input, not legal advice. Terms that violate a rule are void, not forbidden to be read: the file is
loaded and the finding stays with the version. A fee that the law forbids outright would be charged by the
portal itself, so it refuses the file.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from .characteristics import SPEEDS
from .finding import Finding, Severity
from .items import BarrierGroup, Catalogue, Entry, Family, Notice, NoticeUnit, Offering, Option, Term

PRIVATE = "private"
# Telecommunications contracts fall under the TKG, the others under the rules for standard terms.
TELECOMMUNICATIONS = frozenset({Family.INTERNET, Family.TELEPHONY, Family.MOBILE})
LONGEST_TERM_MONTHS = 24
SHORT_TERM_MONTHS = 12
SHORTEST_MONTH_DAYS = 28  # a notice in days is never longer than a month only up to here


def violations(catalogue: Catalogue) -> Iterator[Finding]:
    for offering in catalogue.offerings.values():
        if PRIVATE in offering.audiences:
            yield from _term(offering, offering.term, offering.family)
        if offering.family is Family.INTERNET and offering.orderable:
            yield from _speeds(offering)
    for option in _options_for_consumers(catalogue):
        yield from _term(option, option.term, option.family)
    yield from _short_terms(catalogue)
    for barrier in catalogue.barriers.values():
        yield from _barrier(barrier)


def _warning(code: str, law: str, entry: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, entry, message, law=law)


def _options_for_consumers(catalogue: Catalogue) -> Iterator[Option]:
    """Options that a consumer's product can have."""
    codes = {code for o in catalogue.offerings.values() if PRIVATE in o.audiences for code in o.options}
    return (option for option in catalogue.options.values() if option.code in codes)


def _term(entry: Entry, term: Term, family: Family) -> Iterator[Finding]:
    is_telecom = family in TELECOMMUNICATIONS
    if term.minimum_months > LONGEST_TERM_MONTHS:
        law = "§ 56 (1) TKG" if is_telecom else "§ 309 Nr. 9 a BGB"
        message = _("“%(entry)s”: the minimum term for consumers is longer than 24 months.")
        yield _warning("term-too-long", law, entry.code, message)
    if term.minimum_months and _is_longer_than_a_month(term.notice):
        message = _("“%(entry)s”: the notice before the end of the minimum term is longer than one month.")
        yield _warning("notice-too-long", "§ 309 Nr. 9 c BGB", entry.code, message)
    law = "§ 56 (3) TKG" if is_telecom else "§ 309 Nr. 9 b BGB"
    after = term.notice_after
    if _is_longer_than_a_month(after) or after.to_month_end:
        message = _(
            "“%(entry)s”: after the minimum term consumers may leave at any time with one month's notice."
        )
        yield _warning("notice-after-too-long", law, entry.code, message)
    if term.prolongation_months:
        message = _("“%(entry)s”: a consumer's contract is not prolonged for a fixed time.")
        yield _warning("prolongation", law, entry.code, message)


def _is_longer_than_a_month(notice: Notice) -> bool:
    return notice.amount > (1 if notice.unit is NoticeUnit.MONTHS else SHORTEST_MONTH_DAYS)


def _short_terms(catalogue: Catalogue) -> Iterator[Finding]:
    """Where consumers are offered more than twelve months, a contract of at most twelve is offered as well."""
    lines: dict[str, list[Offering]] = defaultdict(list)
    for offering in catalogue.offerings.values():
        is_sold = offering.orderable and (
            offering.valid_to is None or offering.valid_to > catalogue.valid_from
        )
        if offering.family in TELECOMMUNICATIONS and is_sold and PRIVATE in offering.audiences:
            lines[offering.line or offering.family.value].append(offering)
    for line, offerings in lines.items():
        if all(offering.term.minimum_months > SHORT_TERM_MONTHS for offering in offerings):
            message = _("Line “%(entry)s” has no contract of at most twelve months for consumers.")
            yield _warning("no-short-term", "§ 56 (1) TKG", line, message)


def _speeds(offering: Offering) -> Iterator[Finding]:
    if not all(offering.characteristics.get(name) for name in SPEEDS):
        message = _("“%(entry)s” does not state the minimum, usual and maximum speeds in both directions.")
        law = "§ 54 TKG, Art. 4 (1) d VO (EU) 2015/2120"
        yield _warning("speeds-missing", law, offering.code, message)


def _barrier(barrier: BarrierGroup) -> Iterator[Finding]:
    if barrier.set_price > 0 and (barrier.number_range or barrier.third_party_billing):
        message = _("“%(entry)s”: barring numbers or the bills of others is free of charge.")
        yield Finding("barrier-costs", Severity.ERROR, barrier.code, message, law="§ 61 TKG")
