"""The partitions of `call_records`: one for each dispatch date (architecture, wall 5).

Made and dropped with statements that do not queue behind an open export: attach instead of create, detach
concurrently instead of drop.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

NAME = re.compile(r"call_records_(\d{8})")

_ATTACHED = """
SELECT child.relname, inherits.inhdetachpending
FROM pg_inherits inherits
JOIN pg_class child ON child.oid = inherits.inhrelid
WHERE inherits.inhparent = 'call_records'::regclass
ORDER BY child.relname
"""
_DETACHED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relname ~ '^call_records_[0-9]{8}$' AND NOT relispartition
  AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'call_records'::regclass)
ORDER BY relname
"""


@dataclass(frozen=True)
class Partition:
    """The call records of one dispatch date; `detaching` when an earlier detach was interrupted."""

    name: str
    dispatched_on: date
    detaching: bool = False


def name_for(dispatched_on: date) -> str:
    """`call_records_20261115`."""
    return f"call_records_{dispatched_on:%Y%m%d}"


def attach(dispatched_on: date) -> None:
    """Make sure the partition of this date exists. Call it in the transaction that fills it."""
    if create_detached(dispatched_on):
        attach_filled(dispatched_on)


def create_detached(dispatched_on: date) -> bool:
    """An empty table for the date, not yet attached and without indexes; False if there is one already.

    To be filled and given to `attach_filled` in the same transaction: faster than filling an indexed one, and the
    partition is locked for a moment only.
    """
    name = name_for(dispatched_on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        if cursor.fetchone()[0]:
            return False
        cursor.execute(f"CREATE TABLE {name} (LIKE call_records INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    return True


def attach_filled(dispatched_on: date) -> None:
    """Index what `create_detached` made and make it the partition of its date."""
    name = name_for(dispatched_on)
    bounds = [dispatched_on.isoformat(), (dispatched_on + timedelta(days=1)).isoformat()]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (dispatched_on, customer_id, id)")
        cursor.execute(f"CREATE INDEX ON {name} (customer_id, invoice_id, called_on, called_at, id)")
        cursor.execute(
            f"ALTER TABLE call_records ATTACH PARTITION {name} FOR VALUES FROM (%s) TO (%s)", bounds
        )
        cursor.execute(f"ANALYZE {name}")


def attached() -> list[Partition]:
    """The partitions there are, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTACHED)
        return [_partition(name, pending) for name, pending in cursor.fetchall()]


def drop(partition: Partition) -> None:
    """Remove a partition without blocking readers. Autocommit only; an interrupted one is finished."""
    finish = "FINALIZE" if partition.detaching else "CONCURRENTLY"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE call_records DETACH PARTITION {partition.name} {finish}")
        cursor.execute(f"DROP TABLE {partition.name}")


def drop_leftovers() -> list[str]:
    """Drop tables that were detached but not dropped because the job died in between."""
    with connection.cursor() as cursor:
        cursor.execute(_DETACHED)
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f"DROP TABLE {name}")
    return names


def _partition(name: str, detaching: bool) -> Partition:
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name} is no partition of ours")
    return Partition(name, date.fromisoformat(match.group(1)), detaching)
