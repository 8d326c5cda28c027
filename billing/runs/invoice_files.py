"""Invoices of a run: each document read and checked by itself, what it states put into the staging tables."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from billing.einvoice import reading
from billing.einvoice.facts import InvoiceFacts, Party, to_json
from billing.einvoice.refusals import WARNING, Refusal
from billing.einvoice.refusals import msgid as _
from portal.lib.slugs import invoice_slug

from .findings import Findings
from .manifest import INVOICE, LARGEST_INVOICE, WRONG_SIZE, Manifest, RunFile
from .source import READ_ERRORS, RunSource

BATCH = 200  # documents in memory at a time
TEXT_LIMITS = {"number": 200, "currency": 3, "type_code": 3}
LINE_LIMITS = {"number": 50, "unit": 10, "product_group": 100}
LARGEST_AMOUNT = Decimal(10) ** 14  # what the narrowest of our columns holds

UNREADABLE = _("The file cannot be read: %(problem)s")
WRONG_HASH = _("The SHA-256 of the file is %(found)s; the manifest says %(stated)s.")
WRONG_SELLER = _("The seller is “%(found)s”; the manifest says “%(stated)s”.")
TOO_LONG = _("The value “%(value)s” (%(term)s) is longer than %(limit)s characters.")
TOO_BIG = _("The number %(value)s is too large.")

INVOICE_COLUMNS = (
    "no, file, source_sha256, seller_key, number, slug, syntax, type_code, currency, issued_on, period_start, "
    "period_end, due_on, net, tax, gross, payable, corrects_number, facts, customer_numbers"
)
LINE_COLUMNS = (
    "invoice_no, position, number, name, description, product_group, quantity, unit, net_price, net_amount, "
    "vat_rate, period_start, period_end"
)


class FileRefused(Exception):
    """A file is not what the manifest describes."""

    def __init__(self, rule: str, reason: str, **values: object) -> None:
        self.rule, self.reason, self.values = rule, reason, values
        super().__init__(reason)


def stage_invoices(
    cursor: Any, source: RunSource, manifest: Manifest, findings: Findings, *, rule_sets: bool
) -> None:
    """Read and check every invoice of the run; sound ones are staged, the others become findings.

    With `rule_sets` the official rule sets are asked too; what they say never refuses.
    """
    rows: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    for no, file in enumerate(manifest.of_kind(INVOICE)):
        document = _read(source, file, findings, rule_sets)
        if document is None or not _storable(file.name, document.facts, manifest.seller, findings):
            continue
        rows.append(_invoice_row(no, file, document, manifest))
        lines.extend(_line_rows(no, document.facts))
        if len(rows) >= BATCH:
            _copy(cursor, rows, lines)
    _copy(cursor, rows, lines)


def read_described(source: RunSource, file: RunFile) -> bytes:
    """The bytes of a small file that is exactly what the manifest describes; FileRefused otherwise."""
    try:
        data = source.read(file.name, min(file.size, LARGEST_INVOICE))
    except READ_ERRORS as error:
        raise FileRefused("RUN-SIZE", UNREADABLE, problem=error) from None
    if len(data) != file.size:
        found = len(data) if len(data) < file.size else f"> {file.size}"
        raise FileRefused("RUN-SIZE", WRONG_SIZE, found=found, stated=file.size)
    found = hashlib.sha256(data).hexdigest()
    if found != file.sha256:
        raise FileRefused("RUN-HASH", WRONG_HASH, found=found, stated=file.sha256)
    return data


def seller_key(seller: Party) -> str:
    """What tells sellers apart; invoice numbers are unique within it."""
    key = seller.vat_id or seller.legal_registration or seller.tax_number or seller.name
    return "".join(key.split()).upper()[:200]


def _read(source: RunSource, file: RunFile, findings: Findings, rule_sets: bool) -> reading.Document | None:
    try:
        document = reading.read_document(read_described(source, file), name=file.name)
    except FileRefused as refused:
        findings.add(file.name, refused.rule, refused.reason, **refused.values)
        return None
    except Refusal as refusal:
        findings.take(file.name, refusal.findings)
        return None
    wrong = reading.check(document)
    findings.take(file.name, wrong)
    if rule_sets:
        findings.take(file.name, (replace(finding, severity=WARNING) for finding in reading.report(document)))
    return None if wrong else document


def _storable(name: str, facts: InvoiceFacts, seller: str, findings: Findings) -> bool:
    """Our columns are wide, but not endless; cutting a value would change the paper."""
    fatal = findings.fatal
    found = seller_key(facts.seller)
    if seller and found != "".join(seller.split()).upper():
        findings.add(name, "INV-SELLER", WRONG_SELLER, found=found, stated=seller)
    texts = [(term, getattr(facts, term), limit) for term, limit in TEXT_LIMITS.items()]
    texts += [
        (term, getattr(line, term), limit) for line in facts.lines for term, limit in LINE_LIMITS.items()
    ]
    for term, value, limit in texts:
        if len(value) > limit:
            findings.add(name, "INV-LENGTH", TOO_LONG, value=value[:limit], term=term, limit=limit)
    totals = facts.totals
    numbers = [totals.net, totals.tax, totals.gross, totals.payable]
    numbers += [n for line in facts.lines for n in (line.quantity, line.net_price, line.net_amount)]
    for number in numbers:
        if number is not None and abs(number) >= LARGEST_AMOUNT:
            findings.add(name, "INV-LENGTH", TOO_BIG, value=number)
    return findings.fatal == fatal


def _invoice_row(no: int, file: RunFile, document: reading.Document, manifest: Manifest) -> tuple[Any, ...]:
    facts = document.facts
    seller = seller_key(facts.seller)
    stated = manifest.customer_numbers.get(file.name)
    customers = [stated] if stated is not None else list(facts.buyer.identifiers)
    period = facts.period
    return (
        no,
        file.name,
        file.sha256,
        seller,
        facts.number,
        invoice_slug(facts.number, seller),
        str(facts.syntax),
        facts.type_code,
        facts.currency,
        facts.issued_on,
        period.start if period else None,
        period.end if period else None,
        facts.due_on,
        facts.totals.net,
        facts.totals.tax,
        facts.totals.gross,
        facts.totals.payable,
        facts.preceding[0].number[:200] if facts.preceding else "",
        json.dumps(to_json(facts), ensure_ascii=False),
        customers,
    )


def _line_rows(no: int, facts: InvoiceFacts) -> Iterator[tuple[Any, ...]]:
    """Lines that count; group and information lines of ZUGFeRD EXTENDED stay in the document."""
    counted = [line for line in facts.lines if not line.informative]
    for position, line in enumerate(counted, start=1):
        period = line.period
        yield (
            no,
            position,
            line.number,
            line.name,
            line.description,
            line.product_group,
            line.quantity,
            line.unit,
            line.net_price,
            line.net_amount,
            line.vat_rate,
            period.start if period else None,
            period.end if period else None,
        )


def _copy(cursor: Any, rows: list[tuple[Any, ...]], lines: list[tuple[Any, ...]]) -> None:
    """Stage and forget one batch."""
    for table, columns, batch in (
        ("staged_invoices", INVOICE_COLUMNS, rows),
        ("staged_lines", LINE_COLUMNS, lines),
    ):
        with cursor.copy(f"COPY pg_temp.{table} ({columns}) FROM STDIN") as copy:
            for row in batch:
                copy.write_row(row)
        batch.clear()
