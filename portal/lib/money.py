"""Money: exact decimals, one way of rounding, parts that add up to the whole. Floats never."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

CENT = Decimal("0.01")
LONGEST_NUMBER = 30
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
GERMAN_NUMBER = re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?")


def round_money(amount: Decimal) -> Decimal:
    """Round to whole cents, half a cent away from zero (kaufmännisch); never gives minus zero.

    TypeError unless a Decimal, ValueError for NaN and infinity.
    """
    _require_finite(amount)
    with localcontext() as context:
        context.prec = max(28, amount.adjusted() + 4)
        return amount.quantize(CENT, rounding=ROUND_HALF_UP) + 0


def pro_rata(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Split an amount by weights (days, shares) so that the parts add up to `round_money(amount)`.

    Every part is within one cent of its exact share. The cents left over go to the largest remainders,
    between equals to the earlier part. ValueError for a negative weight or when all weights are zero.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("weights must not be negative, and not all zero")
    total = round_money(amount)
    sign = -1 if total < 0 else 1
    cents = int(abs(total).scaleb(2))
    whole = sum(weights)
    shares = [divmod(cents * weight, whole) for weight in weights]
    missing = cents - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda i: -shares[i][1])
    favoured = set(by_remainder[:missing])
    return [
        Decimal(sign * (share + (index in favoured))).scaleb(-2) + 0
        for index, (share, _) in enumerate(shares)
    ]


def pro_rata_month(monthly: Decimal, *, days: int, days_in_month: int) -> Decimal:
    """What `days` of a month of `days_in_month` cost at a monthly price; the other days cost the rest."""
    if not 0 <= days <= days_in_month:
        raise ValueError(f"{days} days do not fit into a month of {days_in_month}")
    return pro_rata(monthly, (days, days_in_month - days))[0]


def parse_decimal(text: str, *, german: bool = False) -> Decimal:
    """Read a decimal number strictly: ASCII digits, optional sign, no blanks, exponents, NaN or infinity.

    Plain numbers have a decimal point and no grouping. German ones have a decimal comma, and points that
    group exactly three digits (so `1.234` is one thousand two hundred thirty-four). ValueError otherwise.
    """
    pattern = GERMAN_NUMBER if german else PLAIN_NUMBER
    if len(text) > LONGEST_NUMBER or not pattern.fullmatch(text):
        raise ValueError(f"not a {'German' if german else 'plain'} decimal number: {text[:LONGEST_NUMBER]!r}")
    return Decimal(text.replace(".", "").replace(",", ".") if german else text)


def format_decimal(value: Decimal, *, places: int = 0, german: bool = False) -> str:
    """Write a number without exponent or grouping, with at least `places` decimals; never rounds."""
    _require_finite(value)
    exponent = value.as_tuple().exponent
    decimals = max(places, -int(exponent))
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if german else text


def _require_finite(value: Decimal) -> None:
    if not isinstance(value, Decimal):
        raise TypeError(f"money is a Decimal, not {type(value).__name__}")
    if not value.is_finite():
        raise ValueError("money is a finite number")
