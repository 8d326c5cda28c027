"""Exports of 1 M call records (performance.md): CSV at most 1.25 times psql's COPY with the same formatting, XLSX at
most 3 times a bare cursor fetch of the rows, both under 100 MB."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from billing.calls import csv_sql
from billing.calls.streaming import csv_file, xlsx_file
from billing.models import CallRecord
from billing.partitions import attach
from portal.lib.csv_files import GERMAN
from tests.bench._call_rows import fill
from tests.bench.measuring import Stopwatch
from tests.billing.archive import make_invoice
from tests.cast import make_customer

CALLS = int(os.environ.get("BENCH_CALLS", "1000000"))
DAY = date(2026, 11, 5)
TRIES = 3


def run() -> None:
    invoice = make_invoice(make_customer("4800000001"), issued_on=DAY)
    with transaction.atomic():
        attach(DAY)
    fill(invoice, CALLS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE call_records")
    calls = CallRecord.objects.filter(invoice=invoice, dispatched_on=DAY).order_by(
        "called_on", "called_at", "id"
    )
    before = _peak()
    times: dict[str, list[float]] = {}
    for _ in range(TRIES):
        for name, work in (
            ("psql", _psql),
            ("csv", lambda: _consume(csv_file(calls, GERMAN))),
            ("fetch", _fetch),
            ("xlsx", lambda: _consume(xlsx_file(calls, title="x"))),
        ):
            watch = Stopwatch()
            work()
            times.setdefault(name, []).append(watch.seconds)
    least = {name: min(seconds) for name, seconds in times.items()}
    _report("CSV", least["csv"], "psql", least["psql"], 1.25)
    _report("XLSX", least["xlsx"], "bare fetch", least["fetch"], 3)
    print(
        f"exports: peak memory {_peak() - before:.0f} MB above the {before:.0f} MB of the loaded portal (target 100 MB)"
    )


def _report(name: str, seconds: float, against: str, reference: float, target: float) -> None:
    print(
        f"exports: {name} of {CALLS} rows {seconds:.1f} s, {against} {reference:.1f} s:"
        f" {seconds / reference:.2f}× (target {target}×)"
    )


def _consume(chunks: Iterator[bytes]) -> None:
    for _chunk in chunks:
        pass


def _psql() -> None:
    """The same statement, sent by psql."""
    line = csv_sql.line(GERMAN)
    query = f"SELECT {line} FROM call_records WHERE dispatched_on = '{DAY}' ORDER BY called_on, called_at, id"
    copy = f"COPY ({query}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', ESCAPE E'\\x01', DELIMITER E'\\x02')"
    program = shutil.which("psql")
    assert program, "psql is not installed"
    subprocess.run([program, "--quiet", "--command", copy, _address()], stdout=subprocess.DEVNULL, check=True)


def _address() -> str:
    """The database of this measurement, as psql takes it."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return make_conninfo(**{name: parameters[name] for name in names if parameters.get(name)})


def _fetch() -> None:
    """Every row through a cursor of the server, thrown away."""
    columns = "own_number, called_on, called_at, duration, destination, zone, time_band, quantity, unit, net"
    with transaction.atomic(), connection.connection.cursor(name="bare") as cursor:
        cursor.itersize = 2000
        cursor.execute(
            f"SELECT {columns} FROM call_records WHERE dispatched_on = %s ORDER BY called_on, called_at, id",
            [DAY],
        )
        for _row in cursor:
            pass


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
