"""Reading values out of a feed line, with sentences that say what is wrong with which field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portal.carrier.feed import LineRefused


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
