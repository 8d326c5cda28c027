"""The one transaction that makes a run visible: invoices, lines, documents, call records, all or nothing."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from billing.models import BillingRun, InvoiceType, RunState
from portal.audit.trail import Actor, record
from portal.lib.periods import visible_until

from . import papers
from .call_storage import store_calls
from .checks import check_against_portal
from .contracts import stage_contracts
from .findings import Findings, RunRefused

PUBLISHING = 0x72756E73  # "runs": publishing runs queue on this advisory lock
# Waiting for other transactions ends with an error, and the run can be started again; indexing gets room.
SETTINGS = "SET LOCAL lock_timeout = '60s'; SET LOCAL maintenance_work_mem = '256MB'"

IDS = """
    UPDATE pg_temp.staged_invoices
    SET invoice_id = nextval(pg_get_serial_sequence('billing_invoice', 'id'))
"""
INVOICES = """
    INSERT INTO billing_invoice (id, run_id, customer_id, seller_key, number, slug, syntax, type_code, currency,
        issued_on, dispatched_on, period_start, period_end, due_on, net, tax, gross, payable, corrects_number,
        facts, source_sha256, call_count, call_net, created_at, contract_data)
    SELECT invoice_id, %s, customer_id, seller_key, number, slug, syntax, type_code, currency,
        issued_on, %s, period_start, period_end, due_on, net, tax, gross, payable, corrects_number,
        facts::jsonb, source_sha256, call_count, call_net, %s,
        CASE WHEN type_code = %s THEN '[]'::jsonb ELSE coalesce(contract_data, '[]'::jsonb) END
    FROM pg_temp.staged_invoices LEFT JOIN pg_temp.staged_contracts USING (customer_id) ORDER BY no
"""
LINES = """
    INSERT INTO billing_invoiceline (invoice_id, position, number, name, description, product_group, quantity,
        unit, net_price, net_amount, vat_rate, period_start, period_end)
    SELECT invoice_id, position, line.number, name, description, product_group, quantity,
        unit, net_price, net_amount, vat_rate, line.period_start, line.period_end
    FROM pg_temp.staged_lines AS line JOIN pg_temp.staged_invoices ON no = invoice_no
    ORDER BY invoice_no, position
"""
# Only the same customer's invoices are linked (merged numbers are one customer): a link must not show a stranger's.
CORRECTIONS = """
    UPDATE billing_invoice AS correction SET corrects_id = preceding.id
    FROM pg_temp.staged_invoices AS staged, billing_invoice AS preceding,
        accounts_customer AS owner, accounts_customer AS preceding_owner
    WHERE correction.id = staged.invoice_id AND staged.corrects_number <> ''
        AND preceding.seller_key = staged.seller_key AND preceding.number = staged.corrects_number
        AND preceding.id <> correction.id
        AND owner.id = staged.customer_id AND preceding_owner.id = preceding.customer_id
        AND coalesce(owner.merged_into_id, owner.id) = coalesce(preceding_owner.merged_into_id, preceding_owner.id)
"""


def publish(
    cursor: Any, run: BillingRun, *, finding_count: int, actor: Actor, now: datetime, today: date
) -> None:
    """Make the staged run visible, or raise RunRefused where the portal has changed since the checks.

    Files of the documents are in the store already (`papers.write_files`).
    """
    with transaction.atomic():
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
        cursor.execute(SETTINGS)
        _check_again(cursor)
        cursor.execute(IDS)
        stored = 0
        if visible_until(run.dispatched_on) >= today:  # F6: older call records are not even taken in
            stored = store_calls(cursor, run.dispatched_on)
        stage_contracts(cursor, run.dispatched_on, today=today)
        cursor.execute(INVOICES, [run.pk, run.dispatched_on, now, InvoiceType.CREDIT_NOTE])
        run.invoice_count = cursor.rowcount
        cursor.execute(LINES)
        cursor.execute(CORRECTIONS)
        papers.insert_rows(cursor, now)
        run.call_count = stored
        run.finding_count = finding_count
        run.state = RunState.PUBLISHED
        run.published_at = now
        run.save()
        counts = {"invoices": run.invoice_count, "call_records": stored}
        record("billing_run.published", actor=actor, now=now, subject=run, new=counts)
    if not connection.in_atomic_block:
        cursor.execute("ANALYZE billing_invoice, billing_invoiceline")


def _check_again(cursor: Any) -> None:
    findings = Findings()
    check_against_portal(cursor, findings)
    if findings.refuse:
        raise RunRefused(findings)
