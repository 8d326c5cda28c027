"""The BNetzA's quarterly list of counselling lines: taken in whole, and applied to what is stored (F5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from billing.models import CounsellingNumber
from portal.audit.trail import Actor, record

from .call_storage import renumber
from .privacy import NEUTRAL_KIND, NEUTRAL_ZONE, listed_calls
from .publish import PUBLISHING

SHORTEST, LONGEST = 3, 20
TABLES = ("call_records", "frozen_call_records")

LISTED = "CREATE TEMP TABLE listed_live ON COMMIT DROP AS {pairs}"
DELETE_FREE = """
    DELETE FROM {table} AS call USING pg_temp.listed_live AS listed
    WHERE call.own_number = listed.own_number AND call.destination = listed.destination AND call.net = 0
    RETURNING call.invoice_id
"""
NEUTRALISE = """
    UPDATE {table} AS call
    SET called_at = NULL, duration = NULL, destination = '', zone = %s, time_band = '', kind = %s
    FROM pg_temp.listed_live AS listed
    WHERE call.own_number = listed.own_number AND call.destination = listed.destination
"""
RECOUNT = """
    UPDATE billing_invoice AS invoice SET call_count = stored.calls, call_net = stored.net
    FROM (
        SELECT named.id, count(call.id) AS calls, coalesce(sum(call.net), 0) AS net
        FROM unnest(%s::bigint[]) AS named (id) LEFT JOIN call_records AS call ON call.invoice_id = named.id
        GROUP BY named.id
    ) AS stored
    WHERE stored.id = invoice.id
"""


class ListRefused(Exception):
    """The list is not used; `lines` are those that hold no telephone number."""

    def __init__(self, lines: list[int]) -> None:
        self.lines = lines
        super().__init__(f"no telephone number in line {', '.join(map(str, lines[:20]))}")


@dataclass(frozen=True)
class ListResult:
    """Size of the list, and what it changed in stored call records."""

    numbers: int
    added: int
    removed: int
    records_deleted: int
    records_neutralised: int


@transaction.atomic
def import_counselling_numbers(
    *, lines: Iterable[str], listed_on: date, actor: Actor, now: datetime
) -> ListResult:
    """Replace the list by these numbers (one a line, `#` starts a remark) and apply it to all stored records.

    Call records of runs before the list lose what names a line; an empty or unreadable list is refused whole
    (ListRefused). Waits for runs that are being published, and makes them wait.
    """
    numbers = _read(lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
        known = set(CounsellingNumber.objects.values_list("number", flat=True))
        CounsellingNumber.objects.exclude(number__in=numbers).delete()
        CounsellingNumber.objects.update(listed_on=listed_on)
        CounsellingNumber.objects.bulk_create(
            CounsellingNumber(number=number, listed_on=listed_on) for number in sorted(numbers - known)
        )
        deleted, neutralised = zip(*(_rewrite(cursor, table) for table in TABLES), strict=True)
    result = ListResult(
        len(numbers), len(numbers - known), len(known - numbers), sum(deleted), sum(neutralised)
    )
    changes = {name: getattr(result, name) for name in result.__dataclass_fields__}
    record("counselling_numbers.imported", actor=actor, now=now, new=changes)
    return result


def _read(lines: Iterable[str]) -> set[str]:
    numbers, wrong = set(), []
    for place, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        number = national_number(text)
        if number is None:
            wrong.append(place)
        else:
            numbers.add(number)
    if wrong or not numbers:
        raise ListRefused(wrong)
    return numbers


def national_number(text: str) -> str | None:
    """`+49 (0)800 1110111`, `0800/1110111` → `08001110111`; None where it is no telephone number.

    The same as `privacy.national` makes of a destination.
    """
    digits = text.translate(str.maketrans("", "", " /-()."))
    for prefix in ("+49", "0049"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).lstrip("0")
            break
    sound = digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST
    return digits if sound else None


def _rewrite(cursor: Any, table: str) -> tuple[int, int]:
    """Delete the free calls of listed lines, take from the others what names the line; the numbers of both."""
    cursor.execute(LISTED.format(pairs=listed_calls(table)))
    cursor.execute(DELETE_FREE.format(table=table))
    invoices = sorted({invoice for (invoice,) in cursor.fetchall()})
    deleted = cursor.rowcount
    cursor.execute(NEUTRALISE.format(table=table), [NEUTRAL_ZONE, NEUTRAL_KIND])
    neutralised = cursor.rowcount
    renumber(cursor, table, invoices)
    if table == "call_records":
        cursor.execute(RECOUNT, [invoices])
    cursor.execute("DROP TABLE pg_temp.listed_live")
    return deleted, neutralised
