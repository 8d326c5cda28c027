"""Import of 1 M usage counters with all checks; reference: COPY of the same rows into the same table.

Target (C15): at most twice the reference. Ready rows, the table's own constraints and nothing else is what
psql's `\\copy` writes; the import reads JSON, checks it, finds the contracts and stores the same rows.
"""

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from contracts.catalogue.items import Family
from contracts.models import Product, ProductStatus
from mobile.models import UsageCounter
from portal.carrier.feed import import_path
from tests.bench.measuring import Stopwatch
from tests.cast import LONG_AGO, make_customer

COUNTERS = int(os.environ.get("BENCH_COUNTERS", "1000000"))
KINDS = ("minutes", "sms", "data")
PERIODS = tuple(
    {"startDate": f"2026-{month:02}-01", "endDate": f"2026-{month:02}-28"} for month in range(1, 11)
)
REFERENCE = "COPY mobile_usagecounter FROM STDIN"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _make_contracts(-(-COUNTERS // (len(KINDS) * len(PERIODS))))
        file = _write_feed(Path(folder) / "usage.jsonl")
        watch = Stopwatch()
        (result,) = import_path(file, now=NOW)
        seconds = watch.seconds
        assert result.lines == UsageCounter.objects.count() == COUNTERS, result
        reference = _copy_reference(Path(folder) / "rows.txt")
    print(
        f"import_usage: {COUNTERS} counters in {seconds:.1f} s, COPY of the same rows {reference:.1f} s:"
        f" {seconds / reference:.2f}× (target 2×)"
    )


def _make_contracts(count: int) -> None:
    customer = make_customer("4999999999")
    Product.objects.bulk_create(
        (
            Product(
                customer=customer,
                number=f"M-{place:06}",
                family=Family.MOBILE,
                name={"de": "Mobil", "en": "Mobile"},
                status=ProductStatus.ACTIVE,
                as_of=LONG_AGO,
            )
            for place in range(count)
        ),
        batch_size=5000,
    )


def _write_feed(file: Path) -> Path:
    header = {
        "format": "kundencenter-carrier-feed",
        "version": 1,
        "kind": "usage",
        "createdAt": "2026-11-20T06:00:00+01:00",
    }
    with file.open("w", encoding="utf-8") as out:
        out.write(json.dumps(header) + "\n")
        for place in range(COUNTERS):
            contract, rest = divmod(place, len(KINDS) * len(PERIODS))
            period, kind = PERIODS[rest // len(KINDS)], KINDS[rest % len(KINDS)]
            line = {
                "product": f"M-{contract:06}",
                "kind": kind,
                "period": period,
                "used": place * 7919 % 900_000,
                "allowance": 1_000_000,
                "asOf": "2026-11-20T05:00:00+01:00",
            }
            if kind == "data" and contract % 10 == 0:
                line["throttledFrom"] = "2026-11-19T18:30:00+01:00"
            out.write(json.dumps(line) + "\n")
    return file


def _copy_reference(file: Path) -> float:
    """The stored rows, written out, then read into the emptied table with key, indexes and foreign key."""
    with connection.cursor() as cursor:
        with file.open("wb") as out, cursor.copy("COPY mobile_usagecounter TO STDOUT") as copy:
            for block in copy:
                out.write(block)
        cursor.execute("TRUNCATE mobile_usagecounter")
        watch = Stopwatch()
        with transaction.atomic(), file.open("rb") as rows, cursor.copy(REFERENCE) as copy:
            while block := rows.read(1 << 20):
                copy.write(block)
        return watch.seconds
