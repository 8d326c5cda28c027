"""D8: percent, forecast, throttling, notices at 80 % and 100 %, no carry-over."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from mobile.rules import usage
from portal.lib.periods import BERLIN

NOVEMBER = {"period_start": date(2026, 11, 1), "period_end": date(2026, 12, 1)}


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("used", "allowance", "share", "left", "marks"),
    [
        (0, 150, 0, 150, ()),
        (119, 150, 79, 31, ()),
        (120, 150, 80, 30, (80,)),
        (149, 150, 99, 1, (80,)),
        (150, 150, 100, 0, (80, 100)),
        (400, 150, 266, 0, (80, 100)),
        (10, None, None, None, ()),
        (0, 0, 100, 0, ()),  # nothing was ever allowed: nothing to tell
        (5, 0, 100, 0, ()),
    ],
)
def test_d8_percent_rest_and_marks(
    used: int, allowance: int | None, share: int | None, left: int | None, marks: tuple[int, ...]
):
    assert usage.percent(used, allowance) == share
    assert usage.remaining(used, allowance) == left
    assert usage.reached(used, allowance) == marks


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (at(10, 31, 23), None),
        (at(11, 1), None),
        (at(11, 1, 23), None),
        (at(11, 2), 3000),
        (at(11, 16), 200),
        (at(11, 30), 103),
        (at(12, 1), 100),
        (at(12, 20), 100),
    ],
)
def test_d8_a_linear_forecast(as_of: datetime, expected: int | None):
    assert usage.forecast(100, as_of=as_of, **NOVEMBER) == expected


def test_d8_days_of_23_and_25_hours_count_as_long_as_they_are():
    march = {"period_start": date(2026, 3, 29), "period_end": date(2026, 3, 31)}  # 47 hours
    assert usage.forecast(23, as_of=datetime(2026, 3, 29, 22, tzinfo=UTC), **march) is None  # 23 hours old
    assert usage.forecast(24, as_of=datetime(2026, 3, 29, 23, tzinfo=UTC), **march) == 47
    october = {"period_start": date(2026, 10, 25), "period_end": date(2026, 10, 27)}  # 49 hours
    assert usage.forecast(25, as_of=datetime(2026, 10, 25, 23, tzinfo=UTC), **october) == 49


@given(st.integers(0, 10**12), st.integers(24 * 60, 30 * 24 * 60 - 1))
def test_d8_a_forecast_never_falls_below_what_was_used(used: int, minutes: int):
    as_of = datetime.fromtimestamp(at(11, 1).timestamp() + minutes * 60, BERLIN)
    found = usage.forecast(used, as_of=as_of, **NOVEMBER)
    assert found is not None
    assert found >= used


@pytest.mark.parametrize(
    ("used", "allowance", "as_of", "expected"),
    [
        (100, 150, at(11, 11), date(2026, 11, 16)),
        (100, 300, at(11, 11), None),  # lasts exactly
        (100, 299, at(11, 11), date(2026, 11, 30)),
        (150, 150, at(11, 11), None),  # is used up already
        (0, 150, at(11, 11), None),
        (100, None, at(11, 11), None),
        (100, 150, at(11, 1, 5), None),  # too early
        (100, 150, at(12, 5), None),  # over
    ],
)
def test_d8_when_it_runs_out(used: int, allowance: int | None, as_of: datetime, expected: date | None):
    assert usage.runs_out_on(used, allowance, as_of=as_of, **NOVEMBER) == expected


@pytest.mark.parametrize(
    ("used", "allowance", "since", "kbit", "is_on"),
    [
        (599, 600, None, 32, False),
        (600, 600, None, 32, True),
        (700, 600, None, 0, False),  # a plan that is never slowed down
        (700, None, None, 32, False),
        (590, 600, at(11, 20), 32, True),  # the carrier knows better
    ],
)
def test_d8_throttle(used: int, allowance: int | None, since: datetime | None, kbit: int, is_on: bool):
    found = usage.throttle_of(
        used=used, allowance=allowance, throttled_from=since, throttle_kbit=kbit, period_end=date(2026, 12, 1)
    )
    assert (found.is_on, found.since, found.last_day) == (is_on, since, date(2026, 11, 30))
    with override("en"):
        assert found.sentence == (
            "Your data volume is used up. Until 30 Nov 2026 you surf with at most 32 kbit/s." if is_on else ""
        )


def test_d8_a_throttle_of_unknown_speed_and_the_end_of_unused_allowances():
    found = usage.throttle_of(
        used=1, allowance=1, throttled_from=at(11, 2), throttle_kbit=0, period_end=date(2026, 12, 1)
    )
    with override("en"):
        assert found.sentence == "Your data volume is used up. Until 30 Nov 2026 you surf more slowly."
        assert usage.no_carry_over(date(2026, 12, 1)) == (
            "What you have not used by 30 Nov 2026 expires. It is not carried over."
        )


@pytest.mark.parametrize(
    ("kind", "amount", "german", "english"),
    [
        ("minutes", 0, "0 Minuten", "0 minutes"),
        ("minutes", 60, "1 Minute", "1 minute"),
        ("minutes", 61, "2 Minuten", "2 minutes"),
        ("sms", 1, "1 SMS", "1 SMS"),
        ("sms", 1500, "1.500 SMS", "1,500 SMS"),
        ("data", 999_999, "0 MB", "0 MB"),
        ("data", 600_000_000, "600 MB", "600 MB"),
        ("data", 1_000_000_000, "1 GB", "1 GB"),
        ("data", 1_559_999_999, "1,55 GB", "1.55 GB"),
        ("data", 1_500_000_000, "1,5 GB", "1.5 GB"),
    ],
)
def test_d8_amounts_in_words(kind: str, amount: int, german: str, english: str):
    with override("de"):
        assert usage.amount_text(kind, amount) == german
    with override("en"):
        assert usage.amount_text(kind, amount) == english
