"""When a contract can end at the earliest, if notice is given today (C1, § 56 TKG).

All days are the customer's (Europe/Berlin). A last day belongs to the contract: it ends at midnight after it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.catalogue.items import Notice, NoticeUnit, Term
from portal.lib.periods import add_months, next_month

DAY = timedelta(days=1)


@dataclass(frozen=True)
class NextEnd:
    """The earliest last day, and until when notice must have arrived for it."""

    last_day: date
    notice_until: date


def next_end(
    term: Term, *, started_on: date | None, minimum_term_ends_on: date | None, today: date
) -> NextEnd:
    """The earliest last day for notice that arrives `today`.

    During the minimum term that is its last day while `term.notice` still reaches it. Afterwards, or if it
    does not, the contract runs on: with `prolongation_months` from end to end, else without end, and
    `term.notice_after` holds; then the last day lies after the minimum term. A contract that has not begun
    ends on its first day at the earliest.
    """
    if minimum_term_ends_on is None:
        return _free_end(term.notice_after, not_before=started_on, today=today)
    first = _allowed_end(minimum_term_ends_on, term.notice)
    if _earliest(today, term.notice) <= first:
        return NextEnd(first, _latest_notice(first, term.notice))
    if term.prolongation_months:
        return _prolonged_end(minimum_term_ends_on, term, today)
    return _free_end(term.notice_after, not_before=first + DAY, today=today)


def end_on_or_after(
    wanted: date, term: Term, *, started_on: date | None, minimum_term_ends_on: date | None, today: date
) -> date:
    """The first day from `wanted` on, on which the contract can end with notice that arrives `today`."""
    first = next_end(
        term, started_on=started_on, minimum_term_ends_on=minimum_term_ends_on, today=today
    ).last_day
    if wanted <= first:
        return first
    if minimum_term_ends_on is None or not term.prolongation_months:
        return _allowed_end(wanted, term.notice_after)
    rounds, end = 0, first
    while end < wanted:
        rounds += 1
        prolonged = add_months(minimum_term_ends_on + DAY, rounds * term.prolongation_months) - DAY
        end = _allowed_end(prolonged, term.notice_after)
    return end


def _prolonged_end(minimum_term_ends_on: date, term: Term, today: date) -> NextEnd:
    notice, rounds, first_free_day = term.notice_after, 1, minimum_term_ends_on + DAY
    while True:
        prolonged = add_months(first_free_day, rounds * term.prolongation_months) - DAY
        end = _allowed_end(prolonged, notice)
        if _earliest(today, notice) <= end:
            return NextEnd(end, _latest_notice(end, notice))
        rounds += 1


def _free_end(notice: Notice, *, not_before: date | None, today: date) -> NextEnd:
    end = _earliest(today, notice)
    if not_before is not None and end < not_before:
        end = _allowed_end(not_before, notice)
    return NextEnd(end, _latest_notice(end, notice))


def _earliest(arrived: date, notice: Notice) -> date:
    """The day of arrival does not count; months end on the day of the same number (§§ 187 (1), 188 (2), (3) BGB)."""
    if notice.unit is NoticeUnit.DAYS:
        return _allowed_end(arrived + notice.amount * DAY, notice)
    return _allowed_end(add_months(arrived, notice.amount), notice)


def _allowed_end(day: date, notice: Notice) -> date:
    """The first day from `day` on, on which the contract may end."""
    return next_month(day) - DAY if notice.to_month_end else day


def _latest_notice(end: date, notice: Notice) -> date:
    """The last day of arrival that still reaches `end`; the shorter month gives the days it lacks."""
    before = end - notice.amount * DAY if notice.unit is NoticeUnit.DAYS else add_months(end, -notice.amount)
    while _earliest(before + DAY, notice) <= end:
        before += DAY
    return before
