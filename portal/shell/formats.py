"""Numbers, money, dates and durations as people read them, in the active language.

Decimal in, text out: nothing goes through float, nothing is rounded that was not asked for.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
SYMBOLS = {"EUR": "€"}
# Minor digits (ISO 4217) where they are not two.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def decimal_text(value: Decimal | int, places: int | None = None) -> str:
    """`1.234,5000` (German) or `1,234.5000`; `places` None keeps the digits the value has."""
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    if not is_english():
        text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    return f"{MINUS}{text}" if exact < 0 else text


def money_text(amount: Decimal | int, currency: str = "EUR", places: int | None = None) -> str:
    """`49,65 €`, `−1.200,00 USD`; English `€49.65`, `−USD 1,200.00`. Kept together by a no-break space."""
    if places is None:
        places = MINOR_DIGITS.get(currency, 2)
    text = decimal_text(amount, places)
    if not is_english():
        return f"{text}{NBSP}{SYMBOLS.get(currency, currency)}"
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{currency}{NBSP}{digits}"


def day_text(value: date | datetime) -> str:
    """`15.11.2026`; English `15 Nov 2026`. Points in time count in the portal's time zone."""
    day = _local(value)
    return date_format(day, "j M Y") if is_english() else f"{day:%d.%m.%Y}"


def month_text(value: date | datetime) -> str:
    """`November 2026`."""
    return date_format(_local(value), "F Y")


def clock_text(value: datetime) -> str:
    """`14:05`, the portal's time zone."""
    return f"{_local(value):%H:%M}"


def moment_text(value: datetime) -> str:
    """`15.11.2026, 14:05 Uhr`; English `15 Nov 2026, 14:05`."""
    text = f"{day_text(value)}, {clock_text(value)}"
    return text if is_english() else f"{text}{NBSP}Uhr"


def duration_text(value: timedelta | Decimal | int) -> str:
    """`01:02:03` from whole seconds; hours go on beyond 24."""
    seconds = int(value.total_seconds()) if isinstance(value, timedelta) else int(value)
    hours, rest = divmod(abs(seconds), 3600)
    text = f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{MINUS}{text}" if seconds < 0 else text


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
