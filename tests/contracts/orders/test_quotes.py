"""Money of orders, exact to the cent whatever the day and the price (C3, C10)."""

import calendar
import json
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.items import Notice, NoticeUnit, Price, Term
from contracts.orders.quotes import Quote, first_month_part, last_month_part, quote_for
from portal.lib.periods import add_months

PRICES = st.decimals(min_value="0", max_value="9999.99", places=2)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2035, 12, 31))
NOTICES = st.none() | st.builds(Notice, st.integers(1, 90), st.sampled_from(NoticeUnit), st.booleans())
QUOTES = st.builds(
    Quote,
    activation_on=DAYS,
    one_off=PRICES,
    monthly=PRICES,
    replaces=PRICES,
    first_month=PRICES,
    last_month=PRICES,
    minimum_term_ends_on=st.none() | DAYS,
    minimum_months=st.integers(0, 36),
    notice=NOTICES,
    notice_after=NOTICES,
    ends_on=st.none() | DAYS,
)


@pytest.mark.parametrize(
    ("monthly", "on", "first", "last"),
    [
        ("44.90", "2026-12-01", "44.90", "0.00"),  # the whole month
        ("44.90", "2026-12-31", "1.45", "43.45"),
        ("34.90", "2026-12-02", "33.77", "1.13"),
        ("30.00", "2026-11-16", "15.00", "15.00"),
        ("29.90", "2028-02-29", "1.03", "28.87"),  # a leap day
        ("29.90", "2027-02-28", "1.07", "28.83"),
        ("0.01", "2026-11-16", "0.00", "0.01"),  # one cent goes to one of the two
        ("0.00", "2026-11-16", "0.00", "0.00"),
        ("39.90", "2026-10-25", "9.01", "30.89"),  # the clock change makes no difference
    ],
)
def test_parts_of_a_month(monthly, on, first, last):
    price, day = Decimal(monthly), date.fromisoformat(on)
    assert (first_month_part(price, day), last_month_part(price, day)) == (Decimal(first), Decimal(last))


@given(PRICES, DAYS)
def test_the_parts_of_one_price_are_the_whole(price, on):
    assert first_month_part(price, on) + last_month_part(price, on) == price


@given(PRICES, DAYS)
def test_a_part_is_its_share_of_the_days_to_the_cent(price, on):
    days = calendar.monthrange(on.year, on.month)[1]
    exact = price * (days - on.day + 1) / days
    assert abs(first_month_part(price, on) - exact) < Decimal("0.01")


@given(PRICES, PRICES, DAYS, st.integers(1, 24))
def test_sums_never_drift(old, new, on, months):
    """Bill by bill until `months` whole months after the change: every month is paid once, none twice."""
    bills = [last_month_part(old, on) + first_month_part(new, on)]
    bills += [new] * months
    if old == new:
        assert sum(bills) == new * (months + 1)
    quote = quote_for(Price(new), activation_on=on, replaces=old)
    assert bills[0] == quote.first_month + quote.last_month
    assert min(old, new) <= bills[0] <= max(old, new) + Decimal("0.01")


@given(PRICES, DAYS)
def test_a_year_of_changes_to_the_same_price_costs_a_year(price, begin):
    """Twelve changes, one in each month on any day: the year costs twelve months to the cent."""
    days = [add_months(begin, n) for n in range(12)]
    assert sum(first_month_part(price, d) + last_month_part(price, d) for d in days) == price * 12


@given(PRICES, DAYS)
def test_the_later_it_begins_the_less_the_first_month_costs(price, on):
    earlier = on - timedelta(days=1)
    if earlier.month == on.month:
        assert first_month_part(price, earlier) >= first_month_part(price, on)


@given(QUOTES)
def test_what_an_order_keeps_is_read_back(quote):
    stored = json.loads(json.dumps(quote.as_json()))
    assert Quote.of_json(stored) == quote
    assert Quote.of_json(stored).fingerprint == quote.fingerprint


@given(QUOTES, QUOTES)
def test_the_fingerprint_tells_different_promises_apart(one, other):
    assert (one.fingerprint == other.fingerprint) == (one == other)


def test_each_fact_is_in_the_fingerprint():
    """A field that is added to the quote and forgotten in its JSON would let a promise change unseen."""
    quote = Quote(date(2026, 12, 2))
    others = {
        "activation_on": date(2026, 12, 3),
        "minimum_term_ends_on": date(2028, 12, 1),
        "minimum_months": 24,
        "notice": Notice(1, NoticeUnit.MONTHS),
        "notice_after": Notice(1, NoticeUnit.MONTHS),
        "ends_on": date(2027, 1, 31),
    }
    for field in fields(Quote):
        changed = replace(quote, **{field.name: others.get(field.name, Decimal("0.01"))})
        assert changed.fingerprint != quote.fingerprint, field.name


def test_the_fingerprint_does_not_depend_on_the_day_it_is_taken():
    quote = quote_for(
        Price(Decimal("44.90"), Decimal("69.90")),
        activation_on=date(2026, 12, 2),
        replaces=Decimal("34.90"),
        term=Term(24),
    )
    assert quote.fingerprint == "c3ca8b88943868ca0deeb24cee1da5873ac27ae28bf3e36b9638ccd37df343b8"


def test_a_quote_says_what_is_owed():
    assert not Quote(date(2026, 12, 2), replaces=Decimal("4.95")).is_priced
    assert Quote(date(2026, 12, 2), one_off=Decimal("0.01")).is_priced
    cheaper = quote_for(Price(Decimal("24.90")), activation_on=date(2026, 12, 2), replaces=Decimal("34.90"))
    assert cheaper.difference == Decimal("-10.00")
