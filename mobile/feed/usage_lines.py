"""One line of kind `usage` (TMF635): read by the million, so that what repeats is read once."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.feed.fields import choice, day, inner, moment, text
from mobile.models import UsageKind
from portal.carrier.feed import LineRefused

KINDS = {kind: kind for kind in UsageKind.values}
MOST = 10**18 - 1
MOST_REMEMBERED = 10_000  # times and periods; files repeat a handful
NULL = "\\N"  # of COPY's text format
_decode = json.JSONDecoder().raw_decode


class UsageReader:
    """Turns raw lines into rows for COPY, for the known contracts and a latest possible time of the data."""

    def __init__(self, contracts: Mapping[str, int], latest: datetime) -> None:
        self._contracts = contracts
        self._latest = latest
        self._periods: dict[tuple[Any, Any], str] = {}
        self._moments: dict[str, str] = {}

    def row(self, number: int, raw: bytes) -> str:
        """Line number, product, period, kind, used, allowance, throttled from, as of. LineRefused with a sentence."""
        data = _object(raw)
        number_given, kind = data.get("product"), data.get("kind")
        if type(number_given) is not str or type(kind) is not str or kind not in KINDS:
            raise LineRefused(self._why_not(data))
        product = self._contracts.get(number_given)
        if product is None:
            raise LineRefused(self._why_not(data))
        used, allowance = data.get("used"), data.get("allowance")
        if type(used) is not int or not 0 <= used <= MOST:
            raise LineRefused(_whole_fault("used", used))
        if allowance is None:
            allowance = NULL
        elif type(allowance) is not int or not 0 <= allowance <= MOST:
            raise LineRefused(_whole_fault("allowance", allowance))
        throttled_from = data.get("throttledFrom")
        if throttled_from and kind != UsageKind.DATA:
            raise LineRefused("throttledFrom: only data is throttled.")
        slow = self._moment(data, "throttledFrom") if throttled_from else NULL
        as_of = self._moment(data, "asOf")
        return f"{number}\t{product}\t{self._period(data)}\t{kind}\t{used}\t{allowance}\t{slow}\t{as_of}\n"

    def _period(self, data: dict[str, Any]) -> str:
        """Two columns: first day, and the day after the last one."""
        period = inner(data, "period", required=True)
        key = (period.get("startDate"), period.get("endDate"))
        try:
            return self._periods[key]
        except (KeyError, TypeError):  # new, or nothing that could be a day
            pass
        start, end = day(period, "startDate", required=True), day(period, "endDate", required=True)
        assert start is not None and end is not None  # noqa: S101, PT018  (required)
        if end < start:
            raise LineRefused("endDate lies before startDate.")
        if not 2000 <= start.year <= end.year < 2100:
            raise LineRefused("period lies outside of this century.")
        return _remember(self._periods, key, f"{start}\t{end + timedelta(days=1)}")

    def _moment(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key)
        try:
            return self._moments[value]  # type: ignore[index]
        except (KeyError, TypeError):
            pass
        found = moment(data, key)
        if found is None:
            raise LineRefused(f"{key} is missing.")
        if found > self._latest:
            raise LineRefused(f"{key}, {value}, lies in the future.")
        return _remember(self._moments, value, found.isoformat())

    def _why_not(self, data: dict[str, Any]) -> str:
        number = text(data, "product", most=60, required=True)
        choice(data, "kind", KINDS)
        return f"Product {number} is no mobile contract that we know."


def _object(raw: bytes) -> dict[str, Any]:
    try:
        line = raw.decode().strip()
        data, end = _decode(line)
    except UnicodeDecodeError as fault:
        raise LineRefused("The line is not UTF-8.") from fault
    except (ValueError, RecursionError) as fault:
        raise LineRefused(f"The line is not JSON: {fault}.") from fault
    if end != len(line):
        raise LineRefused("The line is not JSON: there is something behind the object.")
    if type(data) is not dict:
        raise LineRefused("The line is not a JSON object.")
    return data


def _whole_fault(key: str, value: Any) -> str:
    if value is None:
        return f"{key} is missing."
    return f"{key} is {str(value)[:100]!r}, not a whole number from 0 on."


def _remember(memory: dict[Any, str], key: Any, value: str) -> str:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = value
    return value
