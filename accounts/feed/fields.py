"""Reading values out of a feed line, with sentences that say what is wrong with which field."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.carrier.feed import LineRefused
from portal.lib.money import parse_decimal

# Hashes with other costs would make known and unknown numbers tell apart by time (docs/security.md).
ARGON2 = re.compile(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{16,64}\$[A-Za-z0-9+/]{22,86}")
MOST_EUROS = 1_000_000


def text(data: dict[str, Any], key: str, *, most: int, required: bool = False) -> str:
    """A trimmed text without control characters, "" when absent."""
    value = data.get(key)
    if value is None or value == "":
        if required:
            raise LineRefused(f"{key} is missing.")
        return ""
    if not isinstance(value, str):
        raise LineRefused(f"{key} must be a text.")
    value = value.strip()
    if len(value) > most:
        raise LineRefused(f"{key} is longer than {most} characters.")
    if not value.isprintable():
        raise LineRefused(f"{key} holds control characters.")
    return value


def choice(data: dict[str, Any], key: str, allowed: Mapping[str, str], *, default: str | None = None) -> str:
    """The value that `allowed` maps the text to."""
    value = data.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        raise LineRefused(f"{key} is {value!r}; allowed are {', '.join(allowed)}.")
    return allowed[value]


def day(data: dict[str, Any], key: str, *, required: bool = False) -> date | None:
    """A date as YYYY-MM-DD."""
    value = data.get(key)
    if value in (None, ""):
        if required:
            raise LineRefused(f"{key} is missing.")
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as fault:
        raise LineRefused(f"{key} is {value!r}, not a date like 2026-11-30.") from fault


def moment(data: dict[str, Any], key: str) -> datetime | None:
    """A time with its zone."""
    value = data.get(key)
    if value in (None, ""):
        return None
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError as fault:
        raise LineRefused(f"{key} is {value!r}, not a time like 2026-11-30T08:00:00+01:00.") from fault
    if parsed.tzinfo is None:
        raise LineRefused(f"{key} needs a time zone, as in 2026-11-30T08:00:00+01:00.")
    return parsed


def inner(data: dict[str, Any], key: str, *, required: bool = False) -> dict[str, Any]:
    """A nested object, {} when absent."""
    value = data.get(key)
    if value is None:
        if required:
            raise LineRefused(f"{key} is missing.")
        return {}
    if not isinstance(value, dict):
        raise LineRefused(f"{key} must be an object.")
    return value


def items(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of objects, [] when absent."""
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise LineRefused(f"{key} must be a list of objects.")
    return value


def password_hash(data: dict[str, Any], key: str) -> str:
    """Django's encoding of an Argon2id hash, "" when absent."""
    value = text(data, key, most=190)
    if value and not ARGON2.fullmatch(value):
        raise LineRefused(f"{key} is not an Argon2id hash with m=19456, t=2, p=1.")
    return f"argon2{value}" if value else ""


def euros(data: dict[str, Any], key: str) -> Decimal:
    """An amount as "34.90", whole cents, 0 when absent; JSON numbers are floats and refused."""
    value = data.get(key, "0.00")
    try:
        amount = parse_decimal(value) if isinstance(value, str) else None
    except ValueError:
        amount = None
    if amount is None or abs(amount) >= MOST_EUROS or amount != round(amount, 2):
        raise LineRefused(f'{key} is {value!r}, not an amount like "34.90".')
    return amount.quantize(Decimal("0.01"))


def whole(data: dict[str, Any], key: str, *, least: int, most: int, default: int) -> int:
    """A whole number between `least` and `most`."""
    value = data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise LineRefused(f"{key} is {value!r}, not a whole number from {least} to {most}.")
    return value


def flag(data: dict[str, Any], key: str) -> bool:
    """True or false, false when absent."""
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise LineRefused(f"{key} must be true or false.")
    return value


def both_languages(data: dict[str, Any], key: str) -> dict[str, str]:
    """A text in both languages: {"de": …, "en": …}."""
    value = inner(data, key, required=True)
    return {language: text(value, language, most=200, required=True) for language in ("de", "en")}
