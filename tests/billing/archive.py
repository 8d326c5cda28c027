"""Invoices and call records for tests of pages and jobs; the import itself is tested in tests/billing/runs."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from accounts.models import Customer
from billing import partitions
from billing.models import BillingRun, CallRecord, Invoice, InvoiceLine, RunState

IMPORTED = datetime(2026, 11, 15, 6, tzinfo=UTC)


def make_run(dispatched_on: date) -> BillingRun:
    run, _ = BillingRun.objects.get_or_create(
        run_id=f"run-{dispatched_on}",
        defaults={
            "dispatched_on": dispatched_on,
            "state": RunState.PUBLISHED,
            "manifest_sha256": "0" * 64,
            "source": "test",
            "started_at": IMPORTED,
            "published_at": IMPORTED,
        },
    )
    return run


def make_invoice(customer: Customer, *, issued_on: date, gross: str = "49.65", **values: Any) -> Invoice:
    """One invoice with one line; `values` override the columns."""
    amount = Decimal(gross)
    net = (amount / Decimal("1.19")).quantize(Decimal("0.01"))
    number = values.pop("number", f"{customer.number}-{issued_on:%Y%m%d}")
    dispatched_on = values.pop("dispatched_on", issued_on)
    defaults = {
        "run": make_run(dispatched_on),
        "seller_key": "DE123456789",
        "slug": "".join(c if c.isalnum() else "-" for c in number.lower()),
        "syntax": "cii",
        "type_code": "380",
        "currency": "EUR",
        "period_start": issued_on.replace(day=1),
        "period_end": issued_on,
        "net": net,
        "tax": amount - net,
        "gross": amount,
        "payable": amount,
        "facts": {},
        "source_sha256": "0" * 64,
        "created_at": IMPORTED,
    }
    invoice = Invoice.objects.create(
        customer=customer,
        number=number,
        issued_on=issued_on,
        dispatched_on=dispatched_on,
        **{**defaults, **values},
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        position=1,
        number="1",
        name="DSL 100 Grundpreis",
        product_group="Internet",
        quantity=1,
        unit="MON",
        net_price=net,
        net_amount=net,
        vat_rate=19,
    )
    return invoice


def make_call(invoice: Invoice, **values: Any) -> CallRecord:
    """One call on this invoice; counts on the invoice follow."""
    partitions.attach(invoice.dispatched_on)
    defaults = {
        "line_number": invoice.call_count + 1,
        "own_number": "05137123456",
        "called_on": invoice.issued_on,
        "called_at": time(12, 15, 26),
        "duration": 83,
        "destination": "01711234567",
        "zone": "Mobilfunk D-Netze",
        "time_band": "GanzTags",
        "kind": "voice",
        "quantity": Decimal("120"),
        "unit": "Sek",
        "net": Decimal("0.2168"),
    }
    call = CallRecord.objects.create(
        dispatched_on=invoice.dispatched_on,
        customer_id=invoice.customer_id,
        invoice=invoice,
        **{**defaults, **values},
    )
    invoice.call_count += 1
    invoice.call_net += call.net
    invoice.save(update_fields=["call_count", "call_net"])
    return call
