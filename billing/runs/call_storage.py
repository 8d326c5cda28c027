"""Staged calls become call records: who wants them how decides before anything is stored (F5)."""

from datetime import date
from typing import Any

from accounts.models import CallRecordDetail
from billing.partitions import attach_filled, create_detached, name_for

from .call_values import CALLED_AT, DURATION, IS_FLAT, IS_FREE, KIND, ZONES
from .privacy import NEUTRAL_KIND, NEUTRAL_ZONE, listed_calls, shortened

COLUMNS = (
    "dispatched_on, customer_id, invoice_id, line_number, own_number, called_on, called_at, duration, destination, "
    "zone, time_band, kind, quantity, unit, net"
)

# The choice of the first day of the invoice's period; a merged number without one follows the number it went into.
CHOICES = """
    UPDATE pg_temp.staged_invoices AS staged SET detail = found.detail, show_flat = found.show_flat
    FROM (
        SELECT DISTINCT ON (no) no, choice.detail, choice.show_flat
        FROM pg_temp.staged_invoices
        JOIN accounts_customer AS customer ON customer.id = customer_id
        JOIN accounts_callrecordchoice AS choice
            ON choice.customer_id IN (customer.id, customer.merged_into_id)
            AND choice.valid_from <= coalesce(period_start, issued_on)
            AND (choice.valid_to IS NULL OR choice.valid_to > coalesce(period_start, issued_on))
        ORDER BY no, choice.customer_id = customer.id DESC
    ) AS found
    WHERE found.no = staged.no
"""

SELECTED = f"""
    SELECT call.*, customer_id, invoice_id, detail, first_line, lines_before,
        listed.destination IS NOT NULL AS is_listed
    FROM (
        SELECT calls.*, called_on, {IS_FLAT} AS covered, {IS_FREE} AS is_free, {KIND} AS final_kind
        FROM pg_temp.staged_calls AS calls
        JOIN pg_temp.staged_zones AS zones USING (zone, unit) JOIN pg_temp.staged_days ON day = left(called, 10)
    ) AS call
    JOIN pg_temp.staged_parts AS part ON part.file_no = call.file_no AND part.invoice = call.invoice
    JOIN pg_temp.staged_invoices AS staged ON staged.no = part.invoice_no
    LEFT JOIN pg_temp.staged_listed AS listed
        ON listed.own_number = call.own_number AND listed.destination = call.destination
    WHERE detail <> '{CallRecordDetail.NONE}'
        AND (show_flat OR NOT covered)
        AND NOT (listed.destination IS NOT NULL AND is_free)
"""

INSERT = f"""
    INSERT INTO «table» ({COLUMNS})
    SELECT DATE '«day»', customer_id, invoice_id,
        line - first_line + 1 + lines_before,
        own_number, called_on,
        CASE WHEN NOT is_listed THEN {CALLED_AT} END,
        CASE WHEN NOT is_listed THEN {DURATION} END,
        CASE WHEN is_listed THEN ''
            WHEN detail = '{CallRecordDetail.SHORTENED}' OR direction = 'kommend' THEN {shortened("destination")}
            ELSE destination END,
        CASE WHEN is_listed THEN '{NEUTRAL_ZONE}' ELSE zone END,
        CASE WHEN is_listed THEN '' ELSE time_band END,
        CASE WHEN is_listed THEN '{NEUTRAL_KIND}' ELSE final_kind END,
        quantity::numeric, unit, net::numeric
    FROM ({SELECTED}) AS selected
"""

# A gap where a counselling line was would tell of it, so these invoices are numbered anew.
INVOICES_WITH_LISTED = """
    SELECT DISTINCT invoice_id
    FROM pg_temp.staged_calls AS call
    JOIN pg_temp.staged_listed AS listed USING (own_number, destination)
    JOIN pg_temp.staged_parts AS part ON part.file_no = call.file_no AND part.invoice = call.invoice
    JOIN pg_temp.staged_invoices AS staged ON staged.no = part.invoice_no
"""
RENUMBER = """
    UPDATE {table} AS call SET line_number = renumbered.line_number
    FROM (
        SELECT id, dispatched_on, customer_id,
            row_number() OVER (PARTITION BY invoice_id ORDER BY line_number, id) AS line_number
        FROM {table} WHERE invoice_id = ANY(%s)
    ) AS renumbered
    WHERE call.id = renumbered.id AND call.dispatched_on = renumbered.dispatched_on
        AND call.customer_id = renumbered.customer_id AND call.line_number <> renumbered.line_number
"""
COUNTS = """
    UPDATE pg_temp.staged_invoices AS staged SET call_count = stored.calls, call_net = stored.net FROM (
        SELECT call.invoice_id, count(*) AS calls, sum(call.net) AS net
        FROM «table» AS call JOIN pg_temp.staged_invoices AS mine USING (customer_id, invoice_id)
        GROUP BY call.invoice_id
    ) AS stored
    WHERE stored.invoice_id = staged.invoice_id
"""


def renumber(cursor: Any, table: str, invoices: list[int]) -> None:
    """Close the gaps in the line numbers of these invoices."""
    if invoices:
        cursor.execute(RENUMBER.format(table=table), [invoices])


def _find_listed(cursor: Any) -> None:
    """Note which staged calls went to counselling lines."""
    cursor.execute("SELECT EXISTS (SELECT FROM billing_counsellingnumber)")
    if cursor.fetchone()[0]:
        cursor.execute(f"INSERT INTO pg_temp.staged_listed {listed_calls('pg_temp.staged_calls')}")


def store_calls(cursor: Any, dispatched_on: date) -> int:
    """Write the call records of the staged invoices and their counts; the number of records.

    Needs `customer_id` and `invoice_id` of the staged invoices. The partition of the day
    comes with the rows: nobody sees it before the transaction ends.
    """
    cursor.execute(ZONES)
    cursor.execute("ANALYZE pg_temp.staged_zones, pg_temp.staged_days, pg_temp.staged_parts")
    cursor.execute(CHOICES)
    _find_listed(cursor)
    cursor.execute(f"SELECT EXISTS ({SELECTED})")
    if not cursor.fetchone()[0]:
        return 0
    is_new = create_detached(dispatched_on)
    table = name_for(dispatched_on)
    cursor.execute(INSERT.replace("«table»", table).replace("«day»", str(dispatched_on)))
    stored: int = cursor.rowcount
    cursor.execute(INVOICES_WITH_LISTED)
    renumber(cursor, table, [invoice for (invoice,) in cursor.fetchall()])
    cursor.execute(COUNTS.replace("«table»", table))
    if is_new:
        attach_filled(dispatched_on)
    return stored
