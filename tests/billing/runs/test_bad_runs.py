"""A bad run is refused with file, line and rule; the portal stays as it was; the corrected run goes in (E3)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from billing.models import BillingRun, RunState
from billing.runs import call_files, findings
from billing.runs.importer import Outcome
from tests.billing.einvoice.cast import ORDINARY
from tests.billing.runs.cast import CALL, HEADER, Run, csv_bytes, invoice, reasons, run_import
from tests.billing.runs.state import database_digest
from tests.cast import make_customer

pytestmark = pytest.mark.django_db

Spoil = Callable[[Run], None]
INVOICE, CALLS = "invoices/1.xml", "calls.csv"
BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<Invoice>&c;</Invoice>"""


@pytest.fixture(autouse=True)
def _portal_with_a_run(tmp_path):
    """Something is there already that a bad run could damage."""
    make_customer("4999999999")
    make_customer("4800000001")
    run = Run(run_id="earlier")
    name = run.add_invoice(invoice("R-0"))
    run.add_calls(csv_bytes(CALL), bind_to=name)
    assert run_import(run.write(tmp_path / "earlier")).outcome is Outcome.PUBLISHED


def sound_run() -> Run:
    run = Run()
    run.add_invoice(invoice("R-1"), name=INVOICE)
    run.add_invoice(invoice("R-2", "4800000001"))
    run.add_calls(csv_bytes(CALL, CALL, CALL), name=CALLS, bind_to=INVOICE)
    return run


def with_calls(*lines: str, header: str = HEADER) -> Spoil:
    return lambda run: run.files.update({CALLS: csv_bytes(*lines, header=header)})


def with_bytes(name: str, content: bytes) -> Spoil:
    return lambda run: run.files.update({name: content})


def cell(column: int, value: str) -> Spoil:
    """The second call (line 3) with another value in one column."""
    fields = CALL.split(";")
    fields[column] = value
    return with_calls(CALL, ";".join(fields), CALL)


def wrong_sum(run: Run) -> None:
    totals = replace(ORDINARY.totals, gross=Decimal("60.18"))
    run.add_invoice(invoice("R-1", totals=totals), name=INVOICE)


def stated(name: str, **values: object) -> Spoil:
    return lambda run: run.stated.update({name: values})


def manifest(**values: object) -> Spoil:
    return lambda run: run.extra.update(values)


def column_of_invoices(*numbers: str) -> Spoil:
    def spoil(run: Run) -> None:
        run.invoices.clear()
        run.files[CALLS] = csv_bytes(*(f"{n};{CALL}" for n in numbers), header=f"Rechnung;{HEADER}")

    return spoil


BAD_VALUES = {
    "own number empty": (cell(0, ""), 3, "CSV-NUMBER"),
    "own number with a script": (cell(0, "<b>1</b>"), 3, "CSV-NUMBER"),
    "own number too long": (cell(0, "1" * 41), 3, "CSV-NUMBER"),
    "day that never was": (cell(1, "31.02.2026 10:00:00"), 3, "CSV-DATE"),
    "29 February of no leap year": (cell(1, "29.02.2025"), 3, "CSV-DATE"),
    "American date": (cell(1, "2026-10-03"), 3, "CSV-DATE"),
    "24 o'clock": (cell(1, "03.10.2026 24:00:00"), 3, "CSV-DATE"),
    "year zero": (cell(1, "03.10.0000"), 3, "CSV-DATE"),
    "day after dispatch": (cell(1, "06.11.2026"), 3, "CSV-DATE"),
    "duration in seconds": (cell(2, "83"), 3, "CSV-DURATION"),
    "60 seconds": (cell(2, "00:01:60"), 3, "CSV-DURATION"),
    "negative duration": (cell(2, "-0:01:00"), 3, "CSV-DURATION"),
    "destination too long": (cell(3, "0" * 81), 3, "CSV-NUMBER"),
    "destination in Greek": (cell(3, "Ωμέγα"), 3, "CSV-NUMBER"),
    "zone too long": (cell(4, "x" * 101), 3, "CSV-LENGTH"),
    "time band too long": (cell(5, "x" * 61), 3, "CSV-LENGTH"),
    "carriage return in a zone": (cell(4, '"a\rb"'), 3, "CSV-LENGTH"),
    "quantity with a comma": (cell(6, "1,5"), 3, "CSV-AMOUNT"),
    "quantity with five decimals": (cell(6, "1.00001"), 3, "CSV-AMOUNT"),
    "unit too long": (cell(7, "x" * 21), 3, "CSV-LENGTH"),
    "amount with a comma": (cell(8, "0,2168"), 3, "CSV-AMOUNT"),
    "amount with exponent": (cell(8, "1e3"), 3, "CSV-AMOUNT"),
    "amount not a number": (cell(8, "NaN"), 3, "CSV-AMOUNT"),
    "amount empty": (cell(8, ""), 3, "CSV-AMOUNT"),
    "amount with five decimals": (cell(8, "0.21681"), 3, "CSV-AMOUNT"),
    "amount with eleven digits": (cell(8, "12345678901"), 3, "CSV-AMOUNT"),
}
BAD_CALL_FILES = {
    "too few columns": (with_calls(CALL, "05137123456;03.10.2026", CALL), 3, "CSV-COLUMNS"),
    "too many columns": (with_calls(CALL, CALL, CALL + ";x"), 4, "CSV-COLUMNS"),
    "empty line": (with_calls(CALL, "", CALL), 3, "CSV-COLUMNS"),
    "cut off inside a line": (with_bytes(CALLS, csv_bytes(CALL, CALL)[:-20]), 3, "CSV-TRUNCATED"),
    "cut off before the line end": (with_bytes(CALLS, csv_bytes(CALL)[:-1]), 2, "CSV-TRUNCATED"),
    "Latin-1": (
        with_bytes(CALLS, csv_bytes(CALL, CALL) + CALL.replace("Mobil", "Mübil").encode("latin-1") + b"\n"),
        4,
        "CSV-ENCODING",
    ),
    "UTF-16": (with_bytes(CALLS, csv_bytes(CALL).decode().encode("utf-16")), 1, "CSV-ENCODING"),
    "NUL byte": (with_bytes(CALLS, csv_bytes(CALL, CALL.replace("Mobil", "Mo\0bil"))), 3, "CSV-CONTROL"),
    "escape character": (with_bytes(CALLS, csv_bytes(CALL.replace("Mobil", "Mo\x1bbil"))), 2, "CSV-CONTROL"),
    "end mark of COPY": (with_bytes(CALLS, csv_bytes(CALL, "\\.", CALL)), 3, "CSV-FORMAT"),
    "line break in a field": (
        with_calls(CALL, CALL.replace("Mobilfunk", '"Mobil\nfunk"')),
        None,
        "CSV-FORMAT",
    ),
    "open quote": (with_calls(CALL, CALL.replace("Mobilfunk", '"Mobilfunk'), CALL), 4, "CSV-COLUMNS"),
    "endless line": (with_bytes(CALLS, csv_bytes(CALL) + b"1" * 2_000_000), 3, "CSV-FORMAT"),
    "empty file": (with_bytes(CALLS, b""), 1, "CSV-HEADER"),
    "no header": (with_bytes(CALLS, csv_bytes(CALL, header=CALL)), 1, "CSV-HEADER"),
    "missing column": (with_calls(header=HEADER.removesuffix(";Netto")), 1, "CSV-HEADER"),
    "unknown column": (with_calls(header=f"{HEADER};Notiz"), 1, "CSV-HEADER"),
    "repeated column": (with_calls(header=f"{HEADER};Netto"), 1, "CSV-HEADER"),
    "unknown kind": (with_calls(f"{CALL};fax", header=f"{HEADER};Art"), 2, "CSV-KIND"),
    "unknown flat rate mark": (with_calls(f"{CALL};yes", header=f"{HEADER};Pauschal"), 2, "CSV-FLAT"),
    "flat call with an amount": (with_calls(f"{CALL};ja", header=f"{HEADER};Pauschal"), 2, "CSV-FLAT"),
    "unknown direction": (with_calls(f"{CALL};in", header=f"{HEADER};Richtung"), 2, "CSV-DIRECTION"),
    "call of an unknown invoice": (column_of_invoices("R-1", "R-99"), 3, "CSV-INVOICE"),
    "call of an earlier run's invoice": (column_of_invoices("R-0"), 2, "CSV-INVOICE"),
    "call without invoice": (column_of_invoices("R-1", ""), 3, "CSV-INVOICE"),
    "calls bound to nothing": (lambda run: run.invoices.clear(), 1, "CSV-INVOICE"),
    "calls bound twice over": (with_calls(f"R-1;{CALL}", header=f"Rechnung;{HEADER}"), 1, "CSV-INVOICE"),
    "other number of records": (stated(CALLS, records=2), None, "CSV-RECORDS"),
    "wrong hash": (stated(CALLS, sha256="0" * 64), None, "RUN-HASH"),
    "wrong size": (stated(CALLS, size=10), None, "RUN-SIZE"),
}
BAD_INVOICES = {
    "broken XML": (with_bytes(INVOICE, b"<?xml version='1.0'?>\n<Invoice>\n<broken\n"), 4, "XML-SYNTAX"),
    "entity bomb": (with_bytes(INVOICE, BILLION_LAUGHS), 2, "XML-DTD"),
    "no invoice": (with_bytes(INVOICE, b"<html/>"), 1, "XML-ROOT"),
    "wrong sum": (wrong_sum, 2, "BR-CO-15"),
    "wrong hash of an invoice": (stated(INVOICE, sha256="0" * 64), None, "RUN-HASH"),
    "unknown customer": (
        lambda run: run.add_invoice(invoice("R-1", "123"), name=INVOICE),
        None,
        "INV-CUSTOMER",
    ),
    "unknown customer in the manifest": (
        lambda run: run.invoices[0].update(customer_number="123"),
        None,
        "INV-CUSTOMER",
    ),
    "number twice in the run": (
        lambda run: run.add_invoice(invoice("R-1"), name="twice.xml"),
        None,
        "INV-DUPLICATE",
    ),
    "number of an earlier run": (
        lambda run: run.add_invoice(invoice("R-0"), name="old.xml"),
        None,
        "INV-DUPLICATE",
    ),
    "number too long": (lambda run: run.add_invoice(invoice("R" * 201), name=INVOICE), None, "INV-LENGTH"),
    "another seller": (manifest(seller="DE999999999"), None, "INV-SELLER"),
}
FILE_OF = {"number twice in the run": "twice.xml", "number of an earlier run": "old.xml"}


def refuse_then_correct(tmp_path: Path, spoil: Spoil) -> list[tuple[str, int | None, str]]:
    """Import the spoiled run, prove that nothing changed, import the sound one."""
    before = database_digest()
    spoiled = sound_run()
    spoil(spoiled)
    result = run_import(spoiled.write(tmp_path / "bad"))
    assert result.outcome is Outcome.REFUSED
    assert database_digest() == before
    run = BillingRun.objects.get(run_id="2026-11")
    assert run.state == RunState.REFUSED
    assert [findings.from_json(item) for item in run.report] == list(result.findings)
    assert run.finding_count == result.finding_count
    corrected = run_import(sound_run().write(tmp_path / "corrected"))
    assert (corrected.outcome, corrected.invoices, corrected.calls_stored) == (Outcome.PUBLISHED, 2, 3)
    return reasons(result)


@pytest.mark.parametrize("case", BAD_VALUES)
def test_e3_a_wrong_value_is_named_with_its_line(tmp_path, case):
    spoil, line, rule = BAD_VALUES[case]
    assert refuse_then_correct(tmp_path, spoil) == [(CALLS, line, rule)]


@pytest.mark.parametrize("case", BAD_CALL_FILES)
def test_e3_a_broken_call_file_is_refused(tmp_path, case):
    spoil, line, rule = BAD_CALL_FILES[case]
    assert refuse_then_correct(tmp_path, spoil)[0] == (CALLS, line, rule)


@pytest.mark.parametrize("case", BAD_INVOICES)
def test_e3_a_broken_invoice_is_refused(tmp_path, case):
    spoil, line, rule = BAD_INVOICES[case]
    found = refuse_then_correct(tmp_path, spoil)
    expected = FILE_OF.get(case, INVOICE)
    if rule == "BR-CO-15":
        assert [(file, name) for file, _line, name in found] == [(expected, rule), (expected, "BR-CO-16")]
    elif rule == "INV-SELLER":
        assert {name for *_place, name in found} == {rule}
    else:
        assert (expected, line, rule) in found


def test_e3_every_finding_of_a_run_is_in_one_report(tmp_path):
    def spoil(run: Run) -> None:
        cell(1, "nie")(run)
        with_bytes(INVOICE, b"<html/>")(run)
        run.add_invoice(invoice("R-3", "123"), name="3.xml")

    found = refuse_then_correct(tmp_path, spoil)
    assert found == [
        (INVOICE, 1, "XML-ROOT"),
        (CALLS, 3, "CSV-DATE"),
        ("3.xml", None, "INV-CUSTOMER"),
    ]


def test_e3_a_report_ends_and_counts_the_rest(tmp_path):
    run = sound_run()
    with_calls(*["x" + CALL.replace("0.2168", "x")] * 500)(run)
    result = run_import(run.write(tmp_path / "bad"))
    assert (len(result.findings), result.finding_count) == (200, 500)


def test_e3_lines_are_counted_across_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(call_files, "CHUNK", 97)
    run = sound_run()
    lines = [CALL] * 50
    lines[33] = CALL.replace("03.10.2026", "ü".encode("latin-1").decode("utf-8", "replace"))
    with_calls(*lines)(run)
    assert reasons(run_import(run.write(tmp_path / "bad"))) == [(CALLS, 35, "CSV-DATE")]


def test_e3_missing_and_unknown_files_are_named(tmp_path):
    path = sound_run().write(tmp_path / "bad")
    (path / INVOICE).unlink()
    (path / "notes.txt").write_text("to do")
    found = reasons(run_import(path))
    assert found == [("notes.txt", None, "RUN-EXTRA"), (INVOICE, None, "RUN-MISSING")]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"format": "kundencenter-billing-run/2"}, "format"),
        ({"run_id": "../1"}, "run_id"),
        ({"run_id": 7}, "run_id"),
        ({"dispatched_on": "2026-02-30"}, "dispatched_on"),
        ({"dispatched_on": "2026-12-22"}, "dispatched_on"),
        ({"dispatched_on": "20261105"}, "dispatched_on"),
        ({"files": {}}, "files"),
        ({"files": [7]}, "files[0]"),
        ({"files": [{"name": "../x", "kind": "invoice", "size": 1, "sha256": "0" * 64}]}, "files[0].name"),
        ({"files": [{"name": "x", "kind": ["invoice"], "size": 1, "sha256": "0" * 64}]}, "files[0].kind"),
        ({"files": [{"name": "x", "kind": "invoice", "size": True, "sha256": "0" * 64}]}, "files[0].size"),
        ({"files": [{"name": "x", "kind": "invoice", "size": 10**11, "sha256": "0" * 64}]}, "files[0].size"),
        ({"files": [{"name": "x", "kind": "invoice", "size": 1, "sha256": "g" * 64}]}, "files[0].sha256"),
        ({"files": [{"name": "x", "kind": "invoice", "size": 1}]}, "files[0]"),
        ({"invoices": [{"file": "x.xml"}]}, "invoices[0]"),
        ({"invoices": [{"file": INVOICE, "customer": "1"}]}, "invoices[0]"),
        ({"invoices": [{"file": INVOICE}, {"file": INVOICE}]}, "invoices[1]"),
        ({"seller": 1}, "seller"),
        ({"typo": 1}, "manifest"),
    ],
)
def test_e3_a_wrong_manifest_is_refused_with_the_place(tmp_path, values, place):
    before = database_digest(), BillingRun.objects.count()
    run = sound_run()
    run.extra.update(values)
    result = run_import(run.write(tmp_path / "bad"))
    assert result.outcome is Outcome.REFUSED
    assert result.findings[0].finding.rule == "RUN-MANIFEST"
    assert dict(result.findings[0].finding.values)["place"] == place
    assert str(result.findings[0]).startswith("manifest.json: RUN-MANIFEST: ")
    assert (database_digest(), BillingRun.objects.count()) == before


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"format":\n nonsense}', 2),
        (b'{\n"run_id": "\xfc"}', 2),
        (b"[" * 100_000, None),
        (b'{"run_id": 1, "run_id": 2}', None),
        (b'{"size": ' + b"9" * 5000 + b"}", None),
        (b"", 1),
    ],
)
def test_e3_a_manifest_that_is_no_json_is_refused(tmp_path, content, line):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "manifest.json").write_bytes(content)
    assert reasons(run_import(tmp_path / "bad")) == [("manifest.json", line, "RUN-MANIFEST")]


def test_e3_a_run_without_manifest_is_refused(tmp_path):
    assert reasons(run_import(tmp_path)) == [("manifest.json", None, "RUN-MANIFEST")]
