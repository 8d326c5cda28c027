"""After the six months nothing remembers a call: tables, staging, files, exports, caches (F6)."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from billing import partitions, retention
from billing.models import Invoice
from billing.runs.importer import Outcome
from tests.billing.runs.cast import Run, csv_bytes, invoice, run_import
from tests.cast import log_in

BERLIN = ZoneInfo("Europe/Berlin")
CALLED = "01719998877"
CALL = f"05137123456;03.04.2026 18:20:11;00:01:23;{CALLED};Mobilfunk national;Haupttarif;120;Sek;0.2168"


@pytest.fixture
def looked_at(transactional_db, erika, tmp_path: Path, time_machine):
    """A call that was imported, shown, analysed, exported and put into a ZIP of invoices."""
    time_machine.move_to(datetime(2026, 5, 16, 12, tzinfo=BERLIN), tick=False)
    run = Run(dispatched_on="2026-05-15")
    name = run.add_invoice(invoice("R-1001", erika.number))
    run.add_calls(csv_bytes(CALL), bind_to=name)
    source = run.write_zip(tmp_path / "run.zip")
    now = datetime(2026, 5, 16, 12, tzinfo=BERLIN)
    assert run_import(source, now=now).outcome is Outcome.PUBLISHED
    source.unlink()  # the carrier's file; the portal keeps no copy
    slug = Invoice.objects.get().slug
    client = log_in(Client(), erika.login)
    shown = client.get(reverse("billing:calls", args=[slug]), {"suche": CALLED})
    assert CALLED in shown.content.decode()
    exported = client.get(reverse("billing:calls_csv", args=[slug]))
    assert CALLED in b"".join(exported.streaming_content).decode()
    table = client.get(reverse("billing:calls_xlsx", args=[slug]))
    assert b"".join(table.streaming_content)
    assert CALLED in client.get(reverse("billing:call_analysis", args=[slug])).content.decode()
    yield
    for partition in partitions.attached():
        partitions.drop(partition)


def tables_that_know(text: str) -> list[str]:
    """Every table, partitions and staging included, with a row that holds the text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'm')"
            " AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE %s)", [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def files_that_know(text: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def cached_that_know(text: str) -> list[bytes]:
    client = cache._cache.get_client()  # the raw server: every key, whoever wrote it
    return [key for key in client.scan_iter("*") if text.encode() in (client.dump(key) or b"")]


def test_f6_the_search_finds_what_is_there(looked_at):
    assert tables_that_know(CALLED) == ["call_records_20260515"]


def test_f6_after_the_six_months_nothing_is_left(looked_at, data_dir: Path):
    retention.expire_call_records(now=datetime(2026, 11, 16, 0, 0, 0, tzinfo=BERLIN))
    assert tables_that_know(CALLED) == []
    assert files_that_know(CALLED, data_dir) == []
    assert cached_that_know(CALLED) == []
