"""Invoices and call records for tests of pages and jobs; the import itself is tested in tests/billing/runs."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from accounts.models import Customer
from billing import partitions
from billing.einvoice.facts import InvoiceFacts, Period, Syntax, TaxBreakdown, Totals, from_json, to_json
from billing.einvoice.reading import read_document
from billing.einvoice.writing import write_cii, write_ubl
from billing.models import BillingRun, CallRecord, Invoice, InvoiceLine, RunState
from portal.documents import store
from portal.lib.periods import kept_until_year_end
from portal.lib.slugs import invoice_slug
from tests.billing.einvoice.cast import CUSTOMER, ORDINARY

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
    facts = make_facts(customer, number=number, issued_on=issued_on, gross=amount)
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
        "gross": values.pop("gross_total", amount),
        "payable": amount,
        "facts": to_json(facts),
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


def make_facts(customer: Customer, *, number: str, issued_on: date, gross: Decimal) -> InvoiceFacts:
    """What the document of such an invoice states."""
    net = (gross / Decimal("1.19")).quantize(Decimal("0.01"))
    line = replace(ORDINARY.lines[0], name="DSL 100 Grundpreis", net_amount=net, net_price=net)
    return replace(
        ORDINARY,
        number=number,
        issued_on=issued_on,
        due_on=None,
        period=Period(issued_on.replace(day=1), issued_on),
        buyer=replace(CUSTOMER, name=customer.name, identifiers=(customer.number,)),
        lines=(line,),
        taxes=(TaxBreakdown("S", Decimal("19"), net, gross - net),),
        totals=Totals(line_net=net, net=net, tax=gross - net, gross=gross, payable=gross),
    )


def keep_original(invoice: Invoice) -> bytes:
    """Store the XML that the invoice's facts were read from, as a billing run does; returns it."""
    facts = from_json(invoice.facts)
    xml = write_ubl(facts) if invoice.syntax == Syntax.UBL else write_cii(facts)
    _keep(invoice, "original", xml, "application/xml")
    return xml


def make_from_document(customer: Customer, data: bytes, *, name: str = "invoice") -> Invoice:
    """The invoice that a billing run would make of this document."""
    document = read_document(data, name=name)
    facts = document.facts
    totals = facts.totals
    invoice = make_invoice(
        customer,
        issued_on=facts.issued_on,
        number=facts.number,
        slug=invoice_slug(facts.number, "DE123456789"),
        syntax=str(facts.syntax),
        type_code=facts.type_code,
        currency=facts.currency,
        period_start=facts.period.start if facts.period else None,
        period_end=facts.period.end if facts.period else None,
        due_on=facts.due_on,
        net=totals.net,
        tax=totals.tax,
        gross_total=totals.gross,
        payable=totals.payable,
        corrects_number=facts.preceding[0].number if facts.preceding else "",
        facts=to_json(facts),
    )
    invoice.lines.all().delete()
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            number=line.number,
            name=line.name,
            description=line.description,
            product_group=line.product_group,
            quantity=line.quantity,
            unit=line.unit,
            net_price=line.net_price,
            net_amount=line.net_amount,
            vat_rate=line.vat_rate,
            period_start=line.period.start if line.period else None,
            period_end=line.period.end if line.period else None,
        )
        for position, line in enumerate((each for each in facts.lines if not each.informative), start=1)
    )
    if document.pdf is None:
        _keep(invoice, "original", data, "application/xml")
    else:
        _keep(invoice, "pdf", data, "application/pdf")
        _keep(invoice, "xml", document.xml, "application/xml")
    return invoice


def _keep(invoice: Invoice, kind: str, content: bytes, content_type: str) -> None:
    store.keep(
        subject=invoice,
        kind=kind,
        content=content,
        customer_id=invoice.customer_id,
        title=invoice.number,
        filename=invoice.slug,
        content_type=content_type,
        retain_until=kept_until_year_end(invoice.issued_on),
        now=IMPORTED,
    )


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
