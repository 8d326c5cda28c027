"""How the texts of a call-record line are checked and what they become, as SQL over `staged_calls`."""

from collections.abc import Iterable
from datetime import date

from billing.call_kinds import CallKind
from billing.einvoice.refusals import msgid as _

from .privacy import ALPHABET

# Regular expressions are dear in PostgreSQL (microseconds each); the shape of a value, every digit a 9, is cheap.
DIGITS = "'0123456789', '9999999999'"
CALLED_SHAPES = ("99.99.9999", "99.99.9999 99:99:99")
DURATION_SHAPES = ("", *(f"{'9' * hours}:99:99" for hours in range(2, 6)))
DAY_PATTERN = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{4}$"

# Days are few and calls are many: which date a text is, if it is one, is found out once.
DAYS = f"""
    INSERT INTO pg_temp.staged_days
    SELECT day, CASE WHEN day ~ '{DAY_PATTERN}' AND pg_input_is_valid(iso, 'date') THEN iso::date END
    FROM (
        SELECT day, substr(day, 7, 4) || '-' || substr(day, 4, 2) || '-' || left(day, 2) AS iso
        FROM (SELECT DISTINCT left(called, 10) AS day FROM pg_temp.staged_calls) AS named
    ) AS days
"""
CALLED_AT = "CASE WHEN length(called) > 10 THEN substr(called, 12)::time END"
DURATION = (
    "CASE WHEN duration <> '' THEN left(duration, -6)::integer * 3600"
    " + substr(duration, length(duration) - 4, 2)::integer * 60 + right(duration, 2)::integer END"
)
IS_FREE = "ltrim(net, '-0.') = ''"
IS_FLAT = f"(flat = 'ja' OR flat = '' AND zones.is_flat AND {IS_FREE})"

NUMBER = _("“%(value)s” is no own number: 1 to 40 letters, digits and signs are expected.")
DATE = _("“%(value)s” is no date as in 05.11.2026 or 05.11.2026 18:30:00.")
TOO_LATE = _("“%(value)s” is later than the day of dispatch.")
NO_DURATION = _("“%(value)s” is no duration as in 00:01:23.")
DESTINATION = _("“%(value)s” is no destination: at most 80 letters, digits and signs are expected.")
LENGTH = _("“%(value)s” is too long or contains a line break.")
QUANTITY = _("“%(value)s” is no quantity with decimal point and at most 12 and 4 digits.")
NET = _("“%(value)s” is no amount with decimal point and at most 10 and 4 digits.")
NO_KIND = _("“%(value)s” is no kind of call record.")
FLAT = _("“%(value)s” in the column “Pauschal” is neither “ja” nor “nein”.")
PAID_FLAT = _("A call covered by a flat rate cannot cost %(value)s.")
DIRECTION = _("“%(value)s” in the column “Richtung” is neither “gehend” nor “kommend”.")

DATA_UNITS = "'B','Byte','kB','KB','KiB','MB','MiB','GB','GiB'"
PIECES = "'Stck','Stk','Stück'"
SERVICE = "left(destination, 4) IN ('0180','0137','0138','0700','0800','0900') OR left(destination, 3) IN ('118','116')"
ABROAD = (
    "left(destination, 2) = '00' AND left(destination, 4) <> '0049'"
    " OR left(destination, 1) = '+' AND left(destination, 3) <> '+49'"
)
MOBILE = (
    "left(destination, 3) IN ('015','016','017') OR left(destination, 5) IN ('+4915','+4916','+4917')"
    " OR left(destination, 6) IN ('004915','004916','004917')"
)

# What `ordinary_lines` cannot see: days that are none or too late, flat-rate calls with an amount.
SUSPICIOUS = f"""
    SELECT EXISTS (
        SELECT FROM pg_temp.staged_days WHERE called_on IS NULL OR called_on > %(dispatched_on)s
    ) OR EXISTS (SELECT FROM pg_temp.staged_calls WHERE flat = 'ja' AND NOT {IS_FREE})
"""

# Zones and units are few and calls are many: what they say about the kind and the flat rate is found out once.
ZONES = f"""
    INSERT INTO pg_temp.staged_zones
    SELECT zone, unit, zone ILIKE '%flat%',
        CASE WHEN unit IN ({DATA_UNITS}) THEN 'data'
        WHEN zone ~* '[sm]ms' AND unit IN ({PIECES},'SMS') THEN 'sms'
        WHEN zone ~* 'service|sonder|auskunft' THEN 'service' END,
        CASE WHEN zone ~* 'ausland|international|roaming' THEN 'international'
        WHEN zone ~* 'mobil|d-netz|e-netz' THEN 'mobile'
        WHEN unit NOT IN ({PIECES}) THEN 'voice' ELSE 'other' END
    FROM (SELECT DISTINCT zone, unit FROM pg_temp.staged_calls) AS named
"""
KIND = f"""
    CASE WHEN kind <> '' THEN kind
    WHEN zone_kind IS NOT NULL THEN zone_kind
    WHEN left(destination, 2) IN ('02','03','04','05','06') THEN plain_kind
    WHEN {SERVICE} THEN 'service'
    WHEN plain_kind = 'international' OR {ABROAD} THEN 'international'
    WHEN {MOBILE} THEN 'mobile'
    ELSE plain_kind END
"""


def tests(dispatched_on: date) -> list[tuple[str, str, str, str]]:
    """Rule, reason, column and the condition (SQL) that holds for a wrong value; the first one that holds counts.

    Over `staged_calls` joined with `staged_days`.
    """
    kinds = _texts(("", *CallKind.values))
    wrong_clock = "substr(called, 12, 2) > '23' OR substr(called, 15, 1) > '5' OR substr(called, 18, 1) > '5'"
    wrong_duration = "substr(right(duration, 5), 1, 1) > '5' OR substr(right(duration, 2), 1, 1) > '5'"
    return [
        ("CSV-NUMBER", NUMBER, "own_number", f"own_number = '' OR {_not_in_alphabet('own_number', 40)}"),
        (
            "CSV-DATE",
            DATE,
            "called",
            f"called_on IS NULL OR {_misshaped('called', CALLED_SHAPES)} OR {wrong_clock}",
        ),
        ("CSV-DATE", TOO_LATE, "called", f"called_on > '{dispatched_on:%Y-%m-%d}'"),
        (
            "CSV-DURATION",
            NO_DURATION,
            "duration",
            f"{_misshaped('duration', DURATION_SHAPES)} OR {wrong_duration}",
        ),
        ("CSV-NUMBER", DESTINATION, "destination", _not_in_alphabet("destination", 80)),
        ("CSV-LENGTH", LENGTH, "zone", _too_long("zone", 100)),
        ("CSV-LENGTH", LENGTH, "time_band", _too_long("time_band", 60)),
        ("CSV-LENGTH", LENGTH, "unit", _too_long("unit", 20)),
        ("CSV-AMOUNT", QUANTITY, "quantity", _misshaped("quantity", _decimals(12))),
        ("CSV-AMOUNT", NET, "net", _misshaped("net", _decimals(10))),
        ("CSV-KIND", NO_KIND, "kind", f"kind NOT IN ({kinds})"),
        ("CSV-FLAT", FLAT, "flat", "flat NOT IN ('', 'ja', 'nein')"),
        ("CSV-FLAT", PAID_FLAT, "net", f"flat = 'ja' AND NOT {IS_FREE}"),
        ("CSV-DIRECTION", DIRECTION, "direction", "direction NOT IN ('', 'gehend', 'kommend')"),
    ]


def _misshaped(column: str, shapes: Iterable[str]) -> str:
    return f"translate({column}, {DIGITS}) NOT IN ({_texts(shapes)})"


def _decimals(digits: int) -> list[str]:
    """Shapes of a number with a decimal point: so many digits before it, at most four behind it."""
    wholes = ["9" * count for count in range(1, digits + 1)]
    fractions = ["", *("." + "9" * count for count in range(1, 5))]
    return [sign + whole + fraction for sign in ("", "-") for whole in wholes for fraction in fractions]


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _not_in_alphabet(column: str, limit: int) -> str:
    return f"{column} ~ '[^{ALPHABET}]' OR length({column}) > {limit}"


def _too_long(column: str, limit: int) -> str:
    return f"length({column}) > {limit} OR position(chr(13) in {column}) > 0"
