"""Import of 1 M call records with all checks; reference: COPY of the same rows into the same kind of table.

Target (performance.md): at most 1.5 times the reference. Ready rows, an index and nothing else is what psql's
`\\copy` writes; the import reads text, checks it, shortens, sorts and writes the same rows.
"""

import os
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import connection

from billing.models import CounsellingNumber
from billing.partitions import attach, name_for
from billing.runs.importer import import_billing_run
from billing.runs.making.calls import Caller, calls_of
from billing.runs.making.people import landline
from billing.runs.making.tariffs import LANDLINE
from portal.audit.trail import system
from tests.bench.measuring import Stopwatch
from tests.billing.runs.cast import HEADER, Run, invoice
from tests.cast import make_customer

CALLS = int(os.environ.get("BENCH_CALLS", "1000000"))
INVOICES = 50
DAY = date(2026, 11, 5)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write_run(Path(folder))
        watch = Stopwatch()
        result = import_billing_run(path=path, actor=system("bench"), now=NOW)
        seconds = watch.seconds
        assert result.calls_stored == CALLS, result
        reference = _copy_reference(Path(folder) / "rows.txt")
    print(
        f"import_calls: {CALLS} call records in {seconds:.1f} s, COPY of the same rows {reference:.1f} s:"
        f" {seconds / reference:.2f}× (target 1.5×)"
    )


def _write_run(folder: Path) -> Path:
    """One file for all invoices; a counselling list as long as the real one, so that its check costs what it costs."""
    rng = random.Random(1)
    run_ = Run(dispatched_on=DAY.isoformat())
    each = CALLS // INVOICES
    lines = [f"Rechnung;{HEADER}"]
    for place in range(INVOICES):
        number = f"49{place:08}"
        make_customer(number)
        run_.add_invoice(invoice(f"R-{place}", number))
        caller = Caller.of(rng, landline(rng), LANDLINE, is_office=True)
        lines.extend(f"R-{place};{call.text}" for call in calls_of(rng, caller, date(2026, 10, 1), each))
    CounsellingNumber.objects.bulk_create(
        CounsellingNumber(number=f"0800111{place:04}", listed_on=DAY) for place in range(1000)
    )
    run_.add_calls(("\n".join(lines) + "\n").encode())
    return run_.write(folder / "run")


def _copy_reference(file: Path) -> float:
    """The stored rows, written out, then read into an empty partition with its key and index in place."""
    with connection.cursor() as cursor, file.open("wb") as out:
        with cursor.copy(f"COPY {name_for(DAY)} TO STDOUT") as copy:
            for block in copy:
                out.write(block)
        other = DAY + timedelta(days=1)
        attach(other)
        cursor.execute(f"ALTER TABLE {name_for(other)} RENAME TO reference_calls")
        cursor.execute("ALTER TABLE call_records DETACH PARTITION reference_calls")
        watch = Stopwatch()
        with file.open("rb") as rows, cursor.copy("COPY reference_calls FROM STDIN") as copy:
            while block := rows.read(1 << 20):
                copy.write(block)
        return watch.seconds
