"""Set-based checks of a staged run: values of calls, calls to invoices, invoices to the portal."""

from typing import Any

from billing.einvoice.refusals import msgid as _

from . import call_values
from .findings import MOST_KEPT, Findings
from .manifest import CALL_RECORDS, INVOICE, Manifest

SHOWN = 100  # characters of a wrong value that a report repeats

NO_INVOICE = _("No invoice of this run has the number “%(value)s”.")
SEVERAL_INVOICES = _("Several invoices of this run have the number “%(value)s”.")
REPEATED = _("The invoice number “%(number)s” occurs in “%(other)s” too.")
KNOWN = _("The invoice number “%(number)s” of this seller came in with the run “%(run)s” already.")
NO_CUSTOMER = _("No customer has the number “%(numbers)s”.")
NO_CUSTOMER_NUMBER = _("Neither the manifest nor the document names a customer number.")


def check_calls(cursor: Any, manifest: Manifest, findings: Findings, *, all_ordinary: bool) -> None:
    """Every staged value: dates, durations, amounts, lengths; the first wrong one of each line is named.

    Where all lines are ordinary (`ordinary_lines`), only what that cannot see is asked first.
    """
    cursor.execute(call_values.DAYS)
    if all_ordinary:
        cursor.execute(call_values.SUSPICIOUS, {"dispatched_on": manifest.dispatched_on})
        if not cursor.fetchone()[0]:
            return
    tests = call_values.tests(manifest.dispatched_on)
    files = [file.name for file in manifest.of_kind(CALL_RECORDS)]
    wrong = " OR ".join(f"({condition})" for *_rest, condition in tests)
    calls = "pg_temp.staged_calls JOIN pg_temp.staged_days ON day = left(called, 10)"
    places = " ".join(f"WHEN {condition} THEN {place}" for place, (*_rest, condition) in enumerate(tests))
    values = " ".join(f"WHEN {place} THEN {column}" for place, (_r, _t, column, _c) in enumerate(tests))
    cursor.execute(
        f"SELECT file_no, line, place, left(CASE place {values} END, {SHOWN}) FROM ("
        f" SELECT *, CASE {places} END AS place FROM {calls} WHERE {wrong}"
        f") AS wrong ORDER BY file_no, line LIMIT {MOST_KEPT}"
    )
    rows = cursor.fetchall()
    for file_no, line, place, value in rows:
        rule, reason, _column, _condition = tests[place]
        findings.add(files[file_no], rule, reason, line, value=value)
    if len(rows) == MOST_KEPT:
        cursor.execute(f"SELECT count(*) FROM {calls} WHERE {wrong}")
        findings.more(cursor.fetchone()[0] - MOST_KEPT)


def bind_calls(cursor: Any, manifest: Manifest, findings: Findings) -> int:
    """Find the invoice of each part of each file (`staged_parts`), by the manifest or by the number in the line.

    The number of calls in the run.
    """
    cursor.execute(
        "INSERT INTO pg_temp.staged_parts (file_no, invoice, first_line, last_line, calls)"
        " SELECT file_no, invoice, min(line), max(line), count(*) FROM pg_temp.staged_calls GROUP BY file_no, invoice"
    )
    calls = [file.name for file in manifest.of_kind(CALL_RECORDS)]
    invoices = {file.name: no for no, file in enumerate(manifest.of_kind(INVOICE))}
    bound = manifest.invoice_of_calls
    cursor.executemany(
        "UPDATE pg_temp.staged_parts SET invoice_no = %s WHERE file_no = %s",
        [(invoices[bound[name]], no) for no, name in enumerate(calls) if name in bound],
    )
    cursor.execute(
        "UPDATE pg_temp.staged_parts AS part SET invoice_no = invoice.no FROM pg_temp.staged_invoices AS invoice"
        " WHERE part.invoice_no IS NULL AND invoice.number = part.invoice"
    )
    cursor.execute(
        "SELECT part.file_no, part.invoice, first_line, count(no) FROM pg_temp.staged_parts AS part"
        " LEFT JOIN pg_temp.staged_invoices AS named ON named.number = part.invoice"
        " WHERE invoice_no IS NULL OR part.invoice <> ''"
        " GROUP BY part.file_no, part.invoice, first_line HAVING count(no) <> 1 ORDER BY 1, 3"
    )
    for file_no, number, line, matches in cursor.fetchall():
        reason = SEVERAL_INVOICES if matches else NO_INVOICE
        findings.add(calls[file_no], "CSV-INVOICE", reason, line, value=number[:SHOWN])
    cursor.execute(
        "UPDATE pg_temp.staged_parts AS part SET lines_before = earlier.lines FROM ("
        " SELECT file_no, invoice, sum(last_line - first_line + 1) OVER of_invoice - (last_line - first_line + 1)"
        " AS lines FROM pg_temp.staged_parts WINDOW of_invoice AS (PARTITION BY invoice_no ORDER BY file_no)"
        ") AS earlier WHERE part.file_no = earlier.file_no AND part.invoice = earlier.invoice AND earlier.lines > 0"
    )
    cursor.execute("SELECT coalesce(sum(calls), 0) FROM pg_temp.staged_parts")
    return int(cursor.fetchone()[0])


def check_numbers_in_run(cursor: Any, findings: Findings) -> None:
    """A number comes once per seller in a run."""
    cursor.execute(
        "SELECT file, number, first_value(file) OVER number_of_seller, row_number() OVER number_of_seller"
        " FROM pg_temp.staged_invoices"
        " WINDOW number_of_seller AS (PARTITION BY seller_key, number ORDER BY no)"
    )
    for file, number, other, place in cursor.fetchall():
        if place > 1:
            findings.add(file, "INV-DUPLICATE", REPEATED, number=number, other=other)


def check_against_portal(cursor: Any, findings: Findings) -> None:
    """Numbers the portal has already; customers it does not have. Fills `customer_id` of the staged invoices."""
    cursor.execute(
        "SELECT staged.file, staged.number, run.run_id FROM pg_temp.staged_invoices AS staged"
        " JOIN billing_invoice AS known USING (seller_key, number)"
        " JOIN billing_billingrun AS run ON run.id = known.run_id ORDER BY staged.no"
    )
    for file, number, run_id in cursor.fetchall():
        findings.add(file, "INV-DUPLICATE", KNOWN, number=number, run=run_id)
    cursor.execute(
        "UPDATE pg_temp.staged_invoices AS staged SET customer_id = found.id FROM ("
        "  SELECT DISTINCT ON (no) no, customer.id FROM pg_temp.staged_invoices,"
        "  unnest(customer_numbers) WITH ORDINALITY AS named (number, place)"
        "  JOIN accounts_customer AS customer USING (number) ORDER BY no, place"
        ") AS found WHERE found.no = staged.no"
    )
    cursor.execute(
        "SELECT file, customer_numbers FROM pg_temp.staged_invoices WHERE customer_id IS NULL ORDER BY no"
    )
    for file, numbers in cursor.fetchall():
        if numbers:
            findings.add(file, "INV-CUSTOMER", NO_CUSTOMER, numbers=", ".join(numbers)[:SHOWN])
        else:
            findings.add(file, "INV-CUSTOMER", NO_CUSTOMER_NUMBER)
