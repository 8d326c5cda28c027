"""The next possible end, by tables (C1): §§ 187, 188 BGB for the notice, § 56 TKG for what follows the term."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.items import Notice, NoticeUnit, Term
from contracts.rules.ends import end_on_or_after, next_end
from contracts.wording import notice_text
from tests.contracts.test_terms import TERMS

MONTH = Notice(1, NoticeUnit.MONTHS)
CONSUMER = Term(24, MONTH, MONTH)
BUSINESS = Term(36, Notice(3, NoticeUnit.MONTHS, True), Notice(3, NoticeUnit.MONTHS, True), 12)
MONTHLY = Term(0, MONTH, Notice(1, NoticeUnit.MONTHS, True))
FORTNIGHT = Term(12, Notice(14, NoticeUnit.DAYS), Notice(14, NoticeUnit.DAYS))
LONG_THEN_SHORT = Term(24, Notice(3, NoticeUnit.MONTHS), MONTH)
ODD = Term(24, Notice(3, NoticeUnit.MONTHS, True), MONTH)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("term", "minimum_ends", "today", "last_day", "notice_until"),
    [
        # The minimum term, a month's notice towards its end.
        (CONSUMER, "2026-11-30", "2026-01-10", "2026-11-30", "2026-10-31"),
        (CONSUMER, "2026-11-30", "2026-10-31", "2026-11-30", "2026-10-31"),  # the last day for notice
        (CONSUMER, "2026-11-30", "2026-11-01", "2026-12-01", "2026-11-01"),  # one day too late
        (CONSUMER, "2026-11-30", "2026-11-30", "2026-12-30", "2026-11-30"),
        (CONSUMER, "2026-11-14", "2026-10-14", "2026-11-14", "2026-10-14"),
        (CONSUMER, "2026-11-14", "2026-10-15", "2026-11-15", "2026-10-15"),
        # Afterwards a month to any day.
        (CONSUMER, "2024-05-31", "2026-11-26", "2026-12-26", "2026-11-26"),
        (CONSUMER, "2024-05-31", "2027-01-30", "2027-02-28", "2027-01-31"),  # February lacks the day
        (CONSUMER, "2024-05-31", "2028-01-31", "2028-02-29", "2028-01-31"),  # leap year
        (CONSUMER, "2024-05-31", "2028-02-29", "2028-03-29", "2028-02-29"),
        # A minimum term that ends on a leap day.
        (CONSUMER, "2028-02-29", "2028-01-31", "2028-02-29", "2028-01-31"),
        (CONSUMER, "2028-02-29", "2028-02-01", "2028-03-01", "2028-02-01"),
        # Too late for three months' notice: the shorter one holds after the term, not within it.
        (LONG_THEN_SHORT, "2026-12-31", "2026-09-30", "2026-12-31", "2026-09-30"),
        (LONG_THEN_SHORT, "2026-12-31", "2026-10-01", "2027-01-01", "2026-12-01"),
        (LONG_THEN_SHORT, "2026-12-31", "2026-12-15", "2027-01-15", "2026-12-15"),
        # The term ends within a month, at whose end it may be left: too late for that, one day later.
        (ODD, "2027-03-14", "2026-12-31", "2027-03-31", "2026-12-31"),
        (ODD, "2027-03-14", "2027-01-01", "2027-04-01", "2027-03-01"),
        # A business contract: three months to the end of a month, prolonged by a year.
        (BUSINESS, "2027-03-31", "2026-11-26", "2027-03-31", "2026-12-31"),
        (BUSINESS, "2027-03-31", "2026-12-31", "2027-03-31", "2026-12-31"),
        (BUSINESS, "2027-03-31", "2027-01-01", "2028-03-31", "2027-12-31"),  # one day too late: a year
        (BUSINESS, "2023-02-28", "2027-11-30", "2028-02-29", "2027-11-30"),  # the prolonged end is a leap day
        (BUSINESS, "2027-03-14", "2026-12-31", "2027-03-31", "2026-12-31"),  # the term ends within a month
        # Days.
        (FORTNIGHT, "2026-12-31", "2026-12-17", "2026-12-31", "2026-12-17"),
        (FORTNIGHT, "2026-12-31", "2026-12-18", "2027-01-01", "2026-12-18"),
        # No minimum term.
        (MONTHLY, None, "2026-11-26", "2026-12-31", "2026-11-30"),
        (MONTHLY, None, "2026-11-30", "2026-12-31", "2026-11-30"),
        (MONTHLY, None, "2026-12-01", "2027-01-31", "2026-12-31"),
        (MONTHLY, None, "2027-01-31", "2027-02-28", "2027-01-31"),
    ],
)
def test_c1_the_next_possible_end(term, minimum_ends, today, last_day, notice_until):
    end = next_end(
        term,
        started_on=date(2020, 1, 1),
        minimum_term_ends_on=day(minimum_ends) if minimum_ends else None,
        today=day(today),
    )
    assert (str(end.last_day), str(end.notice_until)) == (last_day, notice_until)


def test_c1_what_has_not_begun_ends_on_its_first_day_at_the_earliest():
    end = next_end(Term(), started_on=date(2027, 3, 1), minimum_term_ends_on=None, today=date(2026, 11, 26))
    assert (end.last_day, end.notice_until) == (date(2027, 3, 1), date(2027, 2, 1))


@given(
    TERMS,
    st.dates(date(2020, 1, 1), date(2030, 1, 1)) | st.none(),
    st.dates(date(2024, 1, 1), date(2029, 1, 1)),
)
def test_c1_notice_is_in_time_and_never_within_the_minimum_term(term, minimum_ends, today):
    end = next_end(term, started_on=None, minimum_term_ends_on=minimum_ends, today=today)
    assert end.notice_until >= today
    assert minimum_ends is None or end.last_day >= minimum_ends
    later = next_end(
        term, started_on=None, minimum_term_ends_on=minimum_ends, today=end.notice_until + timedelta(days=1)
    )
    assert later.last_day > end.last_day


@pytest.mark.parametrize(
    ("notice", "german", "english"),
    [
        (MONTH, "1 Monat Kündigungsfrist", "1 month’s notice"),
        (
            Notice(3, NoticeUnit.MONTHS, True),
            "3 Monate Kündigungsfrist zum Monatsende",
            "3 months’ notice to the end of a month",
        ),
        (Notice(14, NoticeUnit.DAYS), "14 Tage Kündigungsfrist", "14 days’ notice"),
        (
            Notice(1, NoticeUnit.DAYS, True),
            "1 Tag Kündigungsfrist zum Monatsende",
            "1 day’s notice to the end of a month",
        ),
    ],
)
def test_c1_notice_in_words(notice, german, english):
    with translation.override("de"):
        assert notice_text(notice) == german
    with translation.override("en"):
        assert notice_text(notice) == english


@pytest.mark.parametrize(
    ("term", "minimum_ends", "wanted", "end"),
    [
        (CONSUMER, "2027-05-31", "2026-12-31", "2027-05-31"),  # not before the minimum term is over
        (CONSUMER, "2027-05-31", "2027-06-01", "2027-06-01"),  # then on any day
        (CONSUMER, None, "2026-12-01", "2026-12-26"),
        (CONSUMER, None, "2028-02-29", "2028-02-29"),
        (MONTHLY, None, "2027-02-10", "2027-02-28"),  # to the end of a month
        (MONTHLY, None, "2027-02-28", "2027-02-28"),
        (BUSINESS, "2027-03-31", "2027-03-31", "2027-03-31"),
        (BUSINESS, "2027-03-31", "2027-04-01", "2028-03-31"),  # prolonged by a year
        (BUSINESS, "2027-03-31", "2029-01-01", "2029-03-31"),
    ],
)
def test_the_first_possible_end_from_a_wanted_day_on(term, minimum_ends, wanted, end):
    found = end_on_or_after(
        day(wanted),
        term,
        started_on=None,
        minimum_term_ends_on=day(minimum_ends) if minimum_ends else None,
        today=day("2026-11-26"),
    )
    assert found == day(end)
