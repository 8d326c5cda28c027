"""Runs that are killed, and runs at the same time (E3): real transactions, real processes."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from billing.models import BillingRun, CallRecord, Invoice, RunState
from billing.partitions import attached
from billing.runs import importer, papers, publish
from billing.runs.importer import Outcome, RunResult
from portal.audit.models import AuditEntry
from portal.documents.models import Document
from tests.billing.runs.cast import CALL, DISPATCHED, Run, csv_bytes, invoice, reasons, run_import
from tests.billing.runs.state import database_digest
from tests.cast import make_customer

pytestmark = pytest.mark.django_db(transaction=True)

KILL_POINTS = {
    "after staging": (importer, "check_calls"),
    "before the files": (papers, "write_files"),
    "after the files": (importer, "publish"),
    "inside the transaction, before the calls": (publish, "store_calls"),
    "inside the transaction, after the calls": (papers, "insert_rows"),
    "just before the commit": (publish, "record"),
}


@pytest.fixture(autouse=True)
def customer():
    return make_customer("4999999999")


def write_run(path: Path, run_id: str = "2026-11", number: str = "R", invoices: int = 3) -> Path:
    run = Run(run_id=run_id)
    for place in range(invoices):
        name = run.add_invoice(invoice(f"{number}-{place}"))
        run.add_calls(csv_bytes(CALL, CALL), name=f"{place}.csv", bind_to=name)
    return run.write(path)


def kill_at(path: Path, module: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Import in a process of its own that kills itself, without a last word, when it reaches a function."""
    child = os.fork()
    if child == 0:
        connections["default"].connection = None  # the parent's; the child opens its own
        monkeypatch.setattr(module, name, lambda *_args, **_more: os.kill(os.getpid(), signal.SIGKILL))
        run_import(path)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def wait_for_the_server() -> None:
    """PostgreSQL notices a dead client when it next wants to tell it something."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.05)
    raise AssertionError("the killed import's connection is still there")


@pytest.mark.parametrize("point", KILL_POINTS)
def test_e3_a_killed_run_leaves_nothing_and_starts_again(tmp_path, monkeypatch, point):
    path = write_run(tmp_path / "run")
    before = database_digest()
    kill_at(path, *KILL_POINTS[point], monkeypatch)
    wait_for_the_server()
    assert database_digest() == before
    assert BillingRun.objects.get().state == RunState.STAGING
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged%'")
        assert cursor.fetchone()[0] == 0

    result = run_import(path)

    assert (result.outcome, result.invoices, result.calls_stored) == (Outcome.PUBLISHED, 3, 6)
    assert CallRecord.objects.count() == 6
    assert Document.objects.count() == 3


def at_once(*paths: Path) -> list[RunResult]:
    """Import all of them at the same time, each with its own connection."""
    results: dict[int, RunResult] = {}
    start = threading.Barrier(len(paths))

    def work(place: int, path: Path) -> None:
        start.wait()
        try:
            results[place] = run_import(path)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=item) for item in enumerate(paths)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [results[place] for place in range(len(paths))]


def test_e3_the_same_run_twice_at_once_is_published_once(tmp_path):
    path = write_run(tmp_path / "run")
    results = at_once(path, path)
    assert {result.outcome for result in results} == {Outcome.PUBLISHED, Outcome.UNCHANGED}
    assert (Invoice.objects.count(), CallRecord.objects.count()) == (3, 6)
    assert AuditEntry.objects.filter(action="billing_run.published").count() == 1


def test_e3_two_runs_at_once_do_not_disturb_each_other(tmp_path):
    results = at_once(write_run(tmp_path / "a", "run-a", "A"), write_run(tmp_path / "b", "run-b", "B"))
    assert [result.outcome for result in results] == [Outcome.PUBLISHED] * 2
    assert (Invoice.objects.count(), CallRecord.objects.count()) == (6, 12)
    assert set(Invoice.objects.values_list("call_count", flat=True)) == {2}


def test_e3_two_runs_at_once_with_the_same_numbers_are_published_and_refused(tmp_path):
    results = at_once(write_run(tmp_path / "a", "run-a"), write_run(tmp_path / "b", "run-b"))
    assert {result.outcome for result in results} == {Outcome.PUBLISHED, Outcome.REFUSED}
    refused = next(result for result in results if result.outcome is Outcome.REFUSED)
    assert {rule for *_place, rule in reasons(refused)} == {"INV-DUPLICATE"}
    assert (Invoice.objects.count(), CallRecord.objects.count()) == (3, 6)
    states = dict(BillingRun.objects.values_list("state", "finding_count"))
    assert states == {RunState.PUBLISHED: 0, RunState.REFUSED: refused.finding_count}


def test_e3_a_run_is_published_while_an_export_is_open(tmp_path):
    """A reader in a long transaction neither delays the import nor is it delayed by it."""
    assert run_import(write_run(tmp_path / "a", "run-a", "A")).outcome is Outcome.PUBLISHED
    reading, published = threading.Event(), threading.Event()
    seen: list[int] = []

    def export() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT count(*) FROM call_records JOIN billing_invoice ON billing_invoice.id = invoice_id"
            )
            seen.append(cursor.fetchone()[0])
            reading.set()
            published.wait(30)
            cursor.execute("COMMIT")
        connection.close()

    reader = threading.Thread(target=export)
    reader.start()
    reading.wait(10)
    run = Run(run_id="run-b", dispatched_on="2026-11-06")
    name = run.add_invoice(invoice("B-1"))
    run.add_calls(csv_bytes(CALL), bind_to=name)
    outcome = run_import(run.write(tmp_path / "b")).outcome
    published.set()
    reader.join(10)
    assert (outcome, seen) == (Outcome.PUBLISHED, [6])
    assert {DISPATCHED, DISPATCHED.replace(day=6)} <= {partition.dispatched_on for partition in attached()}
