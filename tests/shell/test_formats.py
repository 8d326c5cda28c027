"""Numbers, money, dates and durations in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.shell import formats


@pytest.mark.parametrize(
    ("amount", "currency", "german", "english"),
    [
        ("49.65", "EUR", "49,65\xa0€", "€49.65"),
        ("1234567.8", "EUR", "1.234.567,80\xa0€", "€1,234,567.80"),
        ("-12.1", "EUR", "−12,10\xa0€", "−€12.10"),
        ("-1200", "USD", "−1.200,00\xa0USD", "−USD\xa01,200.00"),
        ("1500", "JPY", "1.500\xa0JPY", "JPY\xa01,500"),
        ("0", "EUR", "0,00\xa0€", "€0.00"),
        ("0.005", "EUR", "0,01\xa0€", "€0.01"),
        ("-0.004", "EUR", "0,00\xa0€", "€0.00"),
    ],
)
def test_money(amount, currency, german, english):
    with translation.override("de"):
        assert formats.money_text(Decimal(amount), currency) == german
    with translation.override("en"):
        assert formats.money_text(Decimal(amount), currency) == english


def test_f1_net_amounts_keep_four_decimals():
    with translation.override("de"):
        assert formats.decimal_text(Decimal("0.084"), 4) == "0,0840"
        assert formats.decimal_text(Decimal("1234.5")) == "1.234,5"


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4, allow_nan=False))
def test_decimals_are_exact_to_the_last_digit(value):
    with translation.override("de"):
        text = formats.decimal_text(value)
    assert Decimal(text.replace(".", "").replace(",", ".").replace("−", "-")) == value


def test_days_and_moments_in_the_zone_of_the_portal():
    late = datetime(2026, 11, 14, 23, 30, tzinfo=UTC)  # already the 15th in Berlin
    with translation.override("de"):
        assert formats.day_text(date(2026, 11, 15)) == "15.11.2026"
        assert formats.day_text(late) == "15.11.2026"
        assert formats.moment_text(late) == "15.11.2026, 00:30\xa0Uhr"
        assert formats.month_text(date(2026, 3, 1)) == "März 2026"
    with translation.override("en"):
        assert formats.moment_text(late) == "15 Nov 2026, 00:30"
        assert formats.month_text(date(2026, 3, 1)) == "March 2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "00:00:00"),
        (3723, "01:02:03"),
        (timedelta(hours=100, seconds=1), "100:00:01"),
        (Decimal(59), "00:00:59"),
    ],
)
def test_durations(value, text):
    assert formats.duration_text(value) == text


def test_tags_leave_missing_values_empty():
    template = Template(
        "{% load formats %}[{% money none %}|{{ none|decimal:4 }}|{{ none|day }}|{{ none|clock }}|{{ none|duration }}]"
        "[{% money amount 'CHF' %}|{{ amount|decimal:4 }}|{{ when|clock }}|{{ when|moment }}|{{ when|month }}]"
    )
    when = datetime(2026, 11, 15, 13, 5, tzinfo=UTC)
    with translation.override("de"):
        text = template.render(Context({"none": None, "amount": Decimal("2.5"), "when": when}))
    assert text == "[||||][2,50\xa0CHF|2,5000|14:05|15.11.2026, 14:05\xa0Uhr|November 2026]"
