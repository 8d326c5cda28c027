"""L6, §§ 56 (3), 57 (3) TKG: when a reminder is due and what the best tariff is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.catalogue.items import Family, Notice, NoticeUnit, Offering, Price, Term, Text
from contracts.reminders.rules import Advice, best_tariff, is_year_day_over, term_end

MONTH = Term(minimum_months=24)


@pytest.mark.parametrize(
    ("today", "is_due"),
    [
        (date(2027, 1, 23), False),  # 46 days before
        (date(2027, 1, 24), True),  # 45 days before
        (date(2027, 3, 10), True),  # the last day itself
        (date(2027, 3, 11), False),
    ],
)
def test_l6_a_reminder_is_due_from_so_many_days_before_until_the_last_day(today: date, is_due: bool):
    found = term_end(
        MONTH, started_on=date(2025, 3, 11), minimum_term_ends_on=date(2027, 3, 10), today=today, days=45
    )
    assert (found is not None) is is_due


def test_l6_without_minimum_term_nobody_is_reminded():
    assert (
        term_end(Term(), started_on=None, minimum_term_ends_on=None, today=date(2027, 1, 1), days=45) is None
    )


@pytest.mark.parametrize(
    ("today", "reached", "last_day", "notice_until"),
    [
        (date(2027, 2, 1), True, date(2027, 3, 10), date(2027, 2, 10)),
        (date(2027, 2, 10), True, date(2027, 3, 10), date(2027, 2, 10)),
        (date(2027, 2, 11), False, date(2027, 3, 11), date(2027, 2, 11)),
    ],
)
def test_l6_it_names_the_last_day_to_give_notice(
    today: date, reached: bool, last_day: date, notice_until: date
):
    found = term_end(
        MONTH, started_on=date(2025, 3, 11), minimum_term_ends_on=date(2027, 3, 10), today=today, days=45
    )
    assert found is not None
    assert (found.reached, found.earliest.last_day, found.earliest.notice_until) == (
        reached,
        last_day,
        notice_until,
    )


def test_l6_a_notice_to_the_end_of_a_month_ends_there():
    term = Term(minimum_months=24, notice=Notice(1, NoticeUnit.MONTHS, to_month_end=True))
    found = term_end(
        term,
        started_on=date(2025, 4, 1),
        minimum_term_ends_on=date(2027, 3, 31),
        today=date(2027, 2, 20),
        days=45,
    )
    assert found is not None
    assert (found.reached, found.earliest.notice_until) == (True, date(2027, 2, 28))


@pytest.mark.parametrize(
    ("started", "today", "is_over"),
    [
        (date(2025, 6, 15), date(2025, 12, 31), False),  # the year it began
        (date(2025, 6, 15), date(2026, 6, 14), False),
        (date(2025, 6, 15), date(2026, 6, 15), True),
        (date(2025, 6, 15), date(2026, 12, 31), True),
        (date(2024, 2, 29), date(2025, 2, 27), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2028, 2, 28), False),
        (date(2030, 1, 1), date(2026, 1, 1), False),
    ],
)
def test_l6_the_yearly_day(started: date, today: date, is_over: bool):
    assert is_year_day_over(started, today) is is_over


def offering(code: str, monthly: str, **values: Any) -> Offering:
    """An internet tariff; its facts are given as `facts`."""
    facts = {"downstream_max_mbit": 100, "upstream_max_mbit": 40} | values.pop("facts", {})
    defaults: dict[str, Any] = {
        "code": code,
        "name": Text(code, code),
        "description": Text("", ""),
        "valid_from": date(2025, 1, 1),
        "price": Price(Decimal(monthly)),
        "line": "dsl",
        "characteristics": facts,
    }
    return Offering(**{**defaults, **values})


OWNED = offering("owned", "39.90")
PAID = Decimal("39.90")


@pytest.mark.parametrize(
    ("sold", "best"),
    [
        ([], None),
        ([OWNED], None),
        ([offering("cheaper", "34.90")], "cheaper"),
        ([offering("dearer", "44.90")], None),
        ([offering("same", "39.90")], None),
        ([offering("faster", "34.90", facts={"downstream_max_mbit": 250})], "faster"),
        ([offering("slower", "19.90", facts={"downstream_max_mbit": 50})], None),
        ([offering("slower-up", "19.90", facts={"upstream_max_mbit": Decimal("39.9")})], None),
        ([offering("business", "19.90", audiences=("business",))], None),
        ([offering("tv", "9.90", family=Family.TV)], None),
        ([offering("a", "34.90"), offering("b", "32.90", line="fibre")], "b"),
        ([offering("other-line", "34.90", line="fibre"), offering("own-line", "34.90")], "own-line"),
        ([offering("small", "34.90", rank=1), offering("large", "34.90", rank=2)], "large"),
    ],
)
def test_l6_the_best_tariff_does_as_much_and_costs_least(sold: list[Offering], best: str | None):
    advice = best_tariff(OWNED, PAID, sold, audience="private")
    assert (advice.better.code if advice.better else None) == best


def test_l6_what_is_saved_is_counted_from_what_is_paid_now():
    advice = best_tariff(OWNED, Decimal("49.90"), [OWNED], audience="private")
    assert advice == Advice(OWNED, Decimal("10.00"))


@pytest.mark.parametrize("flag", ["flat_voice", "flat_sms", "fixed_ip", "voip"])
def test_l6_what_is_included_now_is_included_in_the_better_one(flag: str):
    owned = replace(OWNED, characteristics={flag: True})
    without = offering("without", "9.90", facts={flag: False})
    included = offering("with", "19.90", facts={flag: True})
    advice = best_tariff(owned, PAID, [without, included], audience="private")
    assert advice == Advice(included, Decimal("20.00"))
