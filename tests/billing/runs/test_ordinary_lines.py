"""The quick look never lets pass what the SQL checks would refuse."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.runs.call_files import OPTIONAL, REQUIRED, stage_calls
from billing.runs.checks import check_calls
from billing.runs.findings import Findings
from billing.runs.manifest import read_manifest
from billing.runs.ordinary_lines import ordinary_block
from billing.runs.source import open_source
from billing.runs.staging import staging_tables
from tests.billing.runs.cast import CALL, HEADER, Run, csv_bytes, invoice

COLUMNS = [*REQUIRED.values(), OPTIONAL["Art"], OPTIONAL["Richtung"]]
ORDINARY = f"{CALL};voice;kommend"
# Small changes to an ordinary line: signs that could slip through anywhere.
changes = st.lists(
    st.tuples(st.integers(0, len(ORDINARY)), st.sampled_from(list("0123459,.:;-+ XÄé€'\"\r"))),
    min_size=1,
    max_size=3,
)


def changed(edits: list[tuple[int, str]], *, replace: bool) -> str:
    line = ORDINARY
    for place, sign in edits:
        line = line[:place] + sign + line[place + replace :]
    return line


def test_ordinary_lines_are_recognised():
    pattern = ordinary_block(COLUMNS)
    assert pattern.fullmatch(f"{ORDINARY}\n{ORDINARY}\r\n".encode() * 5000)
    assert not pattern.fullmatch(f"{ORDINARY}\n{ORDINARY.replace(';', ',', 1)}\n".encode())


@pytest.mark.django_db
@given(changes, st.booleans())
@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_e3_what_looks_ordinary_passes_the_sql_checks(tmp_path_factory, edits, replace):
    line = changed(edits, replace=replace)
    if not ordinary_block(COLUMNS).fullmatch(f"{line}\n".encode()):
        return
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    run.add_calls(csv_bytes(line, header=f"{HEADER};Art;Richtung"), bind_to=name)
    path = run.write(tmp_path_factory.mktemp("run"))
    findings = Findings()
    with transaction.atomic():
        with open_source(path) as source, staging_tables() as cursor:
            manifest = read_manifest(source, today=date(2026, 11, 20))
            assert stage_calls(cursor, source, manifest, findings)
            check_calls(cursor, manifest, findings, all_ordinary=False)
        transaction.set_rollback(True)  # gives back the locks of this example's tables
    assert {found.finding.rule for found in findings.kept} <= {
        "CSV-DATE"
    }  # 31.02.: the calendar is asked later
