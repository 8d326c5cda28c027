"""The carrier's sample of call records: run → page → files, value for value (F1, F4)."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from billing.models import Invoice
from portal.lib.csv_files import BOM
from tests.billing.call_lists import NOW, drop_partitions, shown
from tests.billing.runs.cast import Run, invoice, run_import
from tests.cast import log_in

SAMPLE = Path(__file__).parent / "samples" / "call-records.csv"
PERIOD_BEFORE = {"dispatched_on": "2026-11-05"}


@pytest.fixture
def stored(transactional_db, erika, tmp_path):
    """The sample, bound to an invoice of erika's by the manifest."""
    with time_machine.travel(NOW, tick=False):
        run = Run(**PERIOD_BEFORE)
        run.add_calls(SAMPLE.read_bytes(), bind_to=run.add_invoice(invoice("R-2080295316", erika.number)))
        assert run_import(run.write(tmp_path / "run"), NOW).calls_stored == 20
        yield Invoice.objects.get()
    drop_partitions()


def sample_rows() -> list[list[str]]:
    """As it lies there, in its order; its decimal point as a German comma."""
    with SAMPLE.open(encoding="utf-8", newline="") as source:
        _titles, *rows = csv.reader(source, delimiter=";")
    return [[*row[:-1], row[-1].replace(".", ",")] for row in rows]


def test_f1_the_sample_goes_from_the_run_to_the_page_and_the_files(client, erika, stored):
    log_in(client, erika.login)
    address = reverse("billing:calls", args=[stored.slug])
    expected = sample_rows()
    assert len(expected) == 20
    assert sum(len(row[1]) == len("30.04.2008") for row in expected) == 18  # their times are missing

    assert sorted(shown(client.get(address))) == sorted(expected)

    by_number = {"sort": "einheit"}
    page = shown(client.get(address, by_number))
    text = b"".join(client.get(f"{address}export.csv", by_number).streaming_content).decode()
    assert list(csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))[1:] == page

    book = b"".join(client.get(f"{address}export.xlsx", by_number).streaming_content)
    cells = openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True)
    typed = [(row[3], f"{row[6]}", row[7], f"{row[8]:.4f}".replace(".", ",")) for row in cells]
    assert typed == [(row[3], row[6], row[7], row[8]) for row in page]
