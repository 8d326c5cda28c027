"""Money: rounding, splitting, strict reading."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.money import format_decimal, parse_decimal, pro_rata, pro_rata_month, round_money

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("2.675", "2.68"),
        ("-2.675", "-2.68"),
        ("-0.001", "0.00"),
        ("1E+3", "1000.00"),
        ("12345678901234567890123456789.125", "12345678901234567890123456789.13"),
    ],
)
def test_rounds_half_cents_away_from_zero(amount, rounded):
    assert str(round_money(Decimal(amount))) == rounded


@pytest.mark.parametrize("amount", [0.1, 1, "1.00", None])
def test_only_decimals_are_money(amount):
    with pytest.raises(TypeError):
        round_money(amount)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_money_is_finite(amount):
    with pytest.raises(ValueError, match="finite"):
        round_money(Decimal(amount))
    with pytest.raises(ValueError, match="finite"):
        format_decimal(Decimal(amount))


@given(amounts)
def test_rounding_is_idempotent_and_symmetric(amount):
    rounded = round_money(amount)
    assert round_money(rounded) == rounded
    assert round_money(-amount) == -rounded
    assert abs(rounded - amount) <= Decimal("0.005")
    assert not (rounded.is_zero() and rounded.is_signed())


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("10.00", (1, 1, 1), ["3.34", "3.33", "3.33"]),
        ("-10.00", (1, 1, 1), ["-3.34", "-3.33", "-3.33"]),
        ("0.01", (1, 1), ["0.01", "0.00"]),
        ("29.90", (16, 15), ["15.43", "14.47"]),
        ("5.00", (0, 7), ["0.00", "5.00"]),
        ("0.00", (3, 4), ["0.00", "0.00"]),
        ("1.00", (3, 2, 2), ["0.43", "0.29", "0.28"]),
    ],
)
def test_splits_by_largest_remainder(amount, weights, parts):
    assert [str(part) for part in pro_rata(Decimal(amount), weights)] == parts


@given(amounts, st.lists(st.integers(0, 400), min_size=1, max_size=12).filter(any))
def test_parts_add_up_and_lie_within_a_cent_of_their_share(amount, weights):
    parts = pro_rata(amount, weights)
    total = round_money(amount)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < Decimal("0.01") * sum(weights)


@pytest.mark.parametrize("weights", [(), (0, 0), (3, -1)])
def test_refuses_weights_that_share_nothing(weights):
    with pytest.raises(ValueError, match="weights"):
        pro_rata(Decimal("1.00"), weights)


def test_a_month_costs_its_price():
    assert pro_rata_month(Decimal("29.90"), days=31, days_in_month=31) == Decimal("29.90")
    assert pro_rata_month(Decimal("29.90"), days=0, days_in_month=30) == Decimal("0.00")
    assert pro_rata_month(Decimal("29.90"), days=10, days_in_month=28) == Decimal("10.68")
    with pytest.raises(ValueError, match="32 days"):
        pro_rata_month(Decimal("29.90"), days=32, days_in_month=31)


@pytest.mark.parametrize(
    ("text", "german", "value"),
    [
        ("0.1429", False, "0.1429"),
        ("-12", False, "-12"),
        ("+1.50", False, "1.50"),
        ("0,1429", True, "0.1429"),
        ("1.234,50", True, "1234.50"),
        ("1.234", True, "1234"),
        ("-1234567,8", True, "-1234567.8"),
    ],
)
def test_reads_decimals(text, german, value):
    assert str(parse_decimal(text, german=german)) == value


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1\n", "1e3", "1E3", "NaN", "inf", "1,5", "1_000", ".5", "5.", "--1", "٣", "1" * 31],
)
def test_refuses_what_is_no_plain_decimal(text):
    with pytest.raises(ValueError, match="plain decimal"):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["1.5", "1.23,4", "12.34.567", "1,5,5", "1234.567,0", ",5", "1.234.", "1.0"])
def test_refuses_what_is_no_german_decimal(text):
    with pytest.raises(ValueError, match="German decimal"):
        parse_decimal(text, german=True)


@given(amounts, st.booleans(), st.integers(0, 6))
def test_what_is_written_reads_back(amount, german, places):
    text = format_decimal(amount, places=places, german=german)
    assert parse_decimal(text, german=german) == amount
    assert "E" not in text


def test_writes_exact_decimals_padded_never_rounded():
    assert format_decimal(Decimal("0.5"), places=4) == "0.5000"
    assert format_decimal(Decimal("0.12345"), places=2, german=True) == "0,12345"
    assert format_decimal(Decimal("1E+2"), places=2) == "100.00"
