"""How the texts of a call-record line are checked and what they become, as SQL over `staged_calls`."""

from datetime import date

from billing.call_kinds import CallKind
from billing.einvoice.refusals import msgid as _

from .privacy import ALPHABET

CALLED_PATTERN = r"^[0-3][0-9]\.[01][0-9]\.[0-9]{4}( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?$"
DURATION_PATTERN = "^[0-9]{2,5}:[0-5][0-9]:[0-5][0-9]$"
CALLED_ON = "substr(called, 7, 4) || '-' || substr(called, 4, 2) || '-' || left(called, 2)"
CALLED_AT = "CASE WHEN length(called) > 10 THEN substr(called, 12)::time END"
DURATION = (
    "CASE WHEN duration <> '' THEN left(duration, -6)::integer * 3600"
    " + substr(duration, length(duration) - 4, 2)::integer * 60 + right(duration, 2)::integer END"
)
IS_FREE = "net !~ '[1-9]'"
IS_FLAT = f"(flat = 'ja' OR flat = '' AND {IS_FREE} AND zone ILIKE '%flat%')"

NUMBER = _("“%(value)s” is no own number: 1 to 40 letters, digits and signs are expected.")
DATE = _("“%(value)s” is no date as in 05.11.2026 or 05.11.2026 18:30:00.")
TOO_LATE = _("“%(value)s” is later than the day of dispatch.")
DURATION_REASON = _("“%(value)s” is no duration as in 00:01:23.")
DESTINATION = _("“%(value)s” is no destination: at most 80 letters, digits and signs are expected.")
LENGTH = _("“%(value)s” is too long or contains a line break.")
QUANTITY = _("“%(value)s” is no quantity with decimal point and at most 12 and 4 digits.")
NET = _("“%(value)s” is no amount with decimal point and at most 10 and 4 digits.")
KIND_REASON = _("“%(value)s” is no kind of call record.")
FLAT = _("“%(value)s” in the column “Pauschal” is neither “ja” nor “nein”.")
PAID_FLAT = _("A call covered by a flat rate cannot cost %(value)s.")
DIRECTION = _("“%(value)s” in the column “Richtung” is neither “gehend” nor “kommend”.")

MOBILE = r"^(\+49|0049|0)1[567]"
SERVICE = "^(0180|0137|0138|0700|0800|0900|118|116)"
DATA_UNITS = "'B','Byte','kB','KB','KiB','MB','MiB','GB','GiB'"
PIECES = "'Stck','Stk','Stück'"

KIND = f"""
    CASE WHEN kind <> '' THEN kind
    WHEN unit IN ({DATA_UNITS}) THEN 'data'
    WHEN unit IN ({PIECES},'SMS') AND zone ~* '[SM]MS' THEN 'sms'
    WHEN destination ~ '{SERVICE}' OR zone ~* 'service|sonder|auskunft' THEN 'service'
    WHEN destination ~ '^(00|\\+)' AND destination !~ '^(0049|\\+49)'
        OR zone ~* 'ausland|international|roaming' THEN 'international'
    WHEN destination ~ '{MOBILE}' OR zone ~* 'mobil|d-netz|e-netz' THEN 'mobile'
    WHEN unit NOT IN ({PIECES}) THEN 'voice'
    ELSE 'other' END
"""


def tests(dispatched_on: date) -> list[tuple[str, str, str, str]]:
    """Rule, reason, column and the condition (SQL) that holds for a wrong value; the first one that holds counts."""
    kinds = ", ".join(f"'{kind}'" for kind in CallKind.values)
    return [
        ("CSV-NUMBER", NUMBER, "own_number", _not_in_alphabet("own_number", 40) + " OR own_number = ''"),
        (
            "CSV-DATE",
            DATE,
            "called",
            f"called !~ '{CALLED_PATTERN}' OR NOT pg_input_is_valid({CALLED_ON}, 'date')",
        ),
        ("CSV-DATE", TOO_LATE, "called", f"{CALLED_ON} > '{dispatched_on:%Y-%m-%d}' COLLATE \"C\""),
        ("CSV-DURATION", DURATION_REASON, "duration", f"duration <> '' AND duration !~ '{DURATION_PATTERN}'"),
        ("CSV-NUMBER", DESTINATION, "destination", _not_in_alphabet("destination", 80)),
        ("CSV-LENGTH", LENGTH, "zone", _too_long("zone", 100)),
        ("CSV-LENGTH", LENGTH, "time_band", _too_long("time_band", 60)),
        ("CSV-LENGTH", LENGTH, "unit", _too_long("unit", 20)),
        ("CSV-AMOUNT", QUANTITY, "quantity", r"quantity !~ '^-?[0-9]{1,12}(\.[0-9]{1,4})?$'"),
        ("CSV-AMOUNT", NET, "net", r"net !~ '^-?[0-9]{1,10}(\.[0-9]{1,4})?$'"),
        ("CSV-KIND", KIND_REASON, "kind", f"kind NOT IN ('', {kinds})"),
        ("CSV-FLAT", FLAT, "flat", "flat NOT IN ('', 'ja', 'nein')"),
        ("CSV-FLAT", PAID_FLAT, "net", f"flat = 'ja' AND NOT {IS_FREE}"),
        ("CSV-DIRECTION", DIRECTION, "direction", "direction NOT IN ('', 'gehend', 'kommend')"),
    ]


def _not_in_alphabet(column: str, limit: int) -> str:
    return f"{column} ~ '[^{ALPHABET}]' OR length({column}) > {limit}"


def _too_long(column: str, limit: int) -> str:
    return f"length({column}) > {limit} OR position(chr(13) in {column}) > 0"
