"""A file of kind `usage` into the counters: all lines as one set, inside the file's transaction (D8, C15)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import connection

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.feed.usage_lines import UsageReader
from portal.carrier.feed import CLOCKS_DIFFER, MOST_REASONS, Header, LineFault, LineRefused, Taken

AT_ONCE = 2_000  # lines handed to the database in one piece
Lines = Iterator[tuple[int, bytes]]

STAGE = """
CREATE TEMPORARY TABLE usage_rows (
    line integer, product_id bigint, period_start date, period_end date, kind text, used bigint,
    allowance bigint, throttled_from timestamptz, as_of timestamptz
) ON COMMIT DROP
"""

DOUBLES = """
SELECT line, format('The counter of %s from %s on stands in this file twice.', kind, period_start)
FROM (
    SELECT product_id, period_start, kind, min(line) AS first FROM usage_rows
    GROUP BY product_id, period_start, kind HAVING count(*) > 1
) AS double
JOIN usage_rows USING (product_id, period_start, kind)
WHERE line > first ORDER BY line
"""

# New counters need no look at the old ones while they are stored. Nobody else writes counters: imports of a
# kind wait for each other.
INSERT = """
INSERT INTO mobile_usagecounter
    (product_id, period_start, period_end, kind, used, allowance, throttled_from, as_of)
SELECT product_id, period_start, period_end, kind, used, allowance, throttled_from, as_of FROM usage_rows
WHERE NOT EXISTS (
    SELECT FROM mobile_usagecounter AS known
    WHERE (known.product_id, known.period_start, known.kind)
        = (usage_rows.product_id, usage_rows.period_start, usage_rows.kind)
)
"""

# The newest data win; the same or older ones change nothing.
UPDATE = """
UPDATE mobile_usagecounter AS known SET
    period_end = fresh.period_end, used = fresh.used, allowance = fresh.allowance,
    throttled_from = fresh.throttled_from, as_of = fresh.as_of
FROM usage_rows AS fresh
WHERE (known.product_id, known.period_start, known.kind) = (fresh.product_id, fresh.period_start, fresh.kind)
    AND known.as_of < fresh.as_of
"""


def take_usage(lines: Lines, header: Header, now: datetime) -> Taken:
    """Store the counters of a file, or say why not. A counter that is known with newer data stays as it is."""
    contracts = dict(Product.objects.filter(family=Family.MOBILE).values_list("number", "pk"))
    reader = UsageReader(contracts, latest=now + CLOCKS_DIFFER)
    faults: list[LineFault] = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(STAGE)
        count = _stage(lines, reader, faults)
        cursor.execute("ANALYZE usage_rows")
        cursor.execute(DOUBLES)
        faults += [LineFault(line, reason) for line, reason in cursor]
        if not faults:
            cursor.execute(UPDATE)
            cursor.execute(INSERT)
        cursor.execute("DROP TABLE usage_rows")  # two files may share a transaction, as in tests
    faults.sort(key=lambda fault: fault.line)
    return Taken(count, faults[:MOST_REASONS], max(0, len(faults) - MOST_REASONS))


def _stage(lines: Lines, reader: UsageReader, faults: list[LineFault]) -> int:
    """Copy what can be read; the others go to `faults`."""
    count = 0
    copying = "COPY usage_rows FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        while some := list(islice(lines, AT_ONCE)):
            count += len(some)
            rows = []
            for number, raw in some:
                try:
                    rows.append(reader.row(number, raw))
                except LineRefused as fault:
                    faults.append(LineFault(number, str(fault)))
            copy.write("".join(rows))
    return count
