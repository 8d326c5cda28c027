"""One call takes a billing run in, or refuses it and says why (E3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from billing.einvoice.refusals import msgid as _
from billing.models import BillingRun, RunState
from portal.audit.trail import Actor, record
from portal.lib.periods import berlin_day

from . import papers
from .call_files import stage_calls
from .checks import bind_calls, check_against_portal, check_calls, check_numbers_in_run
from .findings import Findings, RunFinding, RunRefused
from .invoice_files import FileRefused, stage_invoices
from .manifest import MANIFEST, Manifest, compare_with_source, read_manifest
from .publish import publish
from .source import RunSource, open_source
from .staging import is_usable, staging_tables

IMPORTING = 0x72756E69  # "runi": one import of a run id at a time (advisory lock)

OTHER_CONTENT = _("The run “%(run)s” has been published with another content; a new run needs a new id.")
CHANGED = _("The file changed while the run was imported.")


class Outcome(StrEnum):
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class RunResult:
    """What became of a run. `findings` are capped; `finding_count` is the number of all, `fatal_count` of those
    that refuse. A published run may have warnings (official rule sets, when asked)."""

    outcome: Outcome
    run_id: str  # empty when not even the manifest could be read
    findings: tuple[RunFinding, ...] = ()
    finding_count: int = 0
    invoices: int = 0
    calls_read: int = 0
    calls_stored: int = 0


def import_billing_run(*, path: Path, actor: Actor, now: datetime, rule_sets: bool = False) -> RunResult:
    """Check the run at `path` (directory or ZIP) and publish it in one transaction; refuse it whole otherwise.

    Idempotent: a published run changes nothing. Can be killed at any time and started again. A refused run
    leaves its report (`BillingRun.report`), an audit entry, and nothing else. Must not be called inside a
    transaction, except by tests.
    """
    try:
        with open_source(path) as source:
            manifest = read_manifest(source, today=berlin_day(now))
            with _alone(manifest.run_id):
                return _import(source, manifest, actor, now, rule_sets)
    except RunRefused as refused:
        return _refusal("", refused.findings)


def _import(source: RunSource, manifest: Manifest, actor: Actor, now: datetime, rule_sets: bool) -> RunResult:
    known = BillingRun.objects.filter(run_id=manifest.run_id, state=RunState.PUBLISHED).first()
    if known is not None:
        return _published_before(known, manifest)
    run = _begin(source, manifest, now)
    try:
        with staging_tables() as cursor:
            result = _stage_and_publish(cursor, source, manifest, run, actor, now, rule_sets)
    except RunRefused as refused:
        _refuse(run, refused.findings, actor, now)
        return _refusal(run.run_id, refused.findings)
    return result


def _stage_and_publish(
    cursor: Any,
    source: RunSource,
    manifest: Manifest,
    run: BillingRun,
    actor: Actor,
    now: datetime,
    rule_sets: bool,
) -> RunResult:
    findings = Findings()
    compare_with_source(manifest, source, findings)
    _stop_at(findings)
    stage_invoices(cursor, source, manifest, findings, rule_sets=rule_sets)
    all_ordinary = stage_calls(cursor, source, manifest, findings)
    cursor.execute("ANALYZE pg_temp.staged_invoices, pg_temp.staged_lines, pg_temp.staged_calls")
    check_calls(cursor, manifest, findings, all_ordinary=all_ordinary)
    check_numbers_in_run(cursor, findings)
    check_against_portal(cursor, findings)
    calls_read = bind_calls(cursor, manifest, findings)
    _stop_at(findings)
    run.report = [finding.as_json() for finding in findings.kept]
    with papers.sweep_kept_out():
        try:
            papers.write_files(cursor, source, manifest)
        except FileRefused:
            findings.add(source.path.name, "RUN-HASH", CHANGED)
            raise RunRefused(findings) from None
        publish(cursor, run, finding_count=findings.count, actor=actor, now=now, today=berlin_day(now))
    return RunResult(
        outcome=Outcome.PUBLISHED,
        run_id=run.run_id,
        findings=tuple(findings.kept),
        finding_count=findings.count,
        invoices=run.invoice_count,
        calls_read=calls_read,
        calls_stored=run.call_count,
    )


def _stop_at(findings: Findings) -> None:
    if findings.refuse:
        raise RunRefused(findings)


def _published_before(run: BillingRun, manifest: Manifest) -> RunResult:
    if run.manifest_sha256 == manifest.sha256:
        return RunResult(
            Outcome.UNCHANGED, run.run_id, invoices=run.invoice_count, calls_stored=run.call_count
        )
    findings = Findings()
    findings.add(MANIFEST, "RUN-ID", OTHER_CONTENT, run=run.run_id)
    return _refusal(run.run_id, findings)


def _begin(source: RunSource, manifest: Manifest, now: datetime) -> BillingRun:
    """The run's row, as being read; one that was refused or killed before is used again."""
    values = {
        "dispatched_on": manifest.dispatched_on,
        "state": RunState.STAGING,
        "manifest_sha256": manifest.sha256,
        "source": source.path.name[:300],
        "started_at": now,
        "report": [],
        "finding_count": 0,
    }
    run, _created = BillingRun.objects.update_or_create(run_id=manifest.run_id, defaults=values)
    return run


@transaction.atomic
def _refuse(run: BillingRun, findings: Findings, actor: Actor, now: datetime) -> None:
    run.refresh_from_db()
    run.state = RunState.REFUSED
    run.report = [finding.as_json() for finding in findings.kept]
    run.finding_count = findings.count
    run.save()
    record("billing_run.refused", actor=actor, now=now, subject=run, new={"findings": findings.count})


def _refusal(run_id: str, findings: Findings) -> RunResult:
    return RunResult(Outcome.REFUSED, run_id, tuple(findings.kept), findings.count)


@contextmanager
def _alone(run_id: str) -> Iterator[None]:
    """The same run twice at once: the second waits for the first and then finds it published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [IMPORTING, run_id])
        try:
            yield
        finally:
            if is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [IMPORTING, run_id])
