"""A sound run comes in whole: invoices, lines, documents, call records (E3)."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Customer
from billing.einvoice.facts import PrecedingInvoice, from_json
from billing.einvoice.writing import write_ubl
from billing.models import BillingRun, CallRecord, Invoice, RunState
from billing.runs.importer import Outcome
from portal.audit.models import AuditEntry
from portal.documents import store
from portal.documents.models import Document
from tests.billing.einvoice.cast import ORDINARY
from tests.billing.runs.cast import (
    CALL,
    DISPATCHED,
    HEADER,
    NOW,
    Run,
    csv_bytes,
    invoice,
    reasons,
    run_import,
)
from tests.billing.runs.state import database_digest
from tests.cast import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def customer() -> Customer:
    return make_customer("4999999999")


def test_e3_an_invoice_comes_in_with_lines_and_document(tmp_path, customer):
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    run.add_calls(csv_bytes(CALL, CALL), bind_to=name)

    result = run_import(run.write(tmp_path / "run"))

    assert (result.outcome, reasons(result)) == (Outcome.PUBLISHED, [])
    assert (result.invoices, result.calls_read, result.calls_stored) == (1, 2, 2)
    stored = Invoice.objects.get()
    assert (stored.customer, stored.number, stored.seller_key) == (customer, "R-1", "DE136695976")
    assert (stored.syntax, stored.type_code, stored.currency) == ("cii", "380", "EUR")
    assert (stored.issued_on, stored.dispatched_on) == (ORDINARY.issued_on, DISPATCHED)
    assert (stored.period_start, stored.period_end) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (stored.net, stored.tax, stored.gross, stored.payable) == (
        Decimal("50.56"),
        Decimal("9.61"),
        Decimal("60.17"),
        Decimal("60.17"),
    )
    assert (stored.call_count, stored.call_net) == (2, Decimal("0.4336"))
    assert from_json(stored.facts).lines == invoice("R-1").lines
    assert list(stored.lines.values_list("position", "name", "net_amount", "product_group")) == [
        (index, line.name, line.net_amount, line.product_group)
        for index, line in enumerate(ORDINARY.lines, start=1)
    ]
    document = Document.objects.get()
    assert (document.kind, document.subject_id, document.customer) == ("original", str(stored.pk), customer)
    assert document.retain_until == date(2034, 12, 31)
    assert store.read(document) == run.files[name]
    published = BillingRun.objects.get()
    assert (published.state, published.published_at, published.invoice_count, published.call_count) == (
        RunState.PUBLISHED,
        NOW,
        1,
        2,
    )
    assert AuditEntry.objects.get().action == "billing_run.published"


def test_e3_call_records_are_stored_as_billing_rated_them(tmp_path):
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    run.add_calls(
        csv_bytes(
            "05137123456;30.04.2008;;;Datenpaket;GanzTags;12;kB;-0.0001",
            '05137123456;01.10.2026 00:00:00;30:00:59;0511 1500;"Orts;Netz ""Süd""";;'
            "999999999999.9999;Sek;1234567890.1234",
        ),
        bind_to=name,
    )
    run_import(run.write(tmp_path / "run"))
    first, second = CallRecord.objects.order_by("line_number")
    assert (first.called_on, first.called_at, first.duration) == (date(2008, 4, 30), None, None)
    assert (first.destination, first.kind, first.unit) == ("", "data", "kB")
    assert (first.quantity, first.net) == (Decimal(12), Decimal("-0.0001"))
    assert (second.called_at, second.duration) == (time(0), 30 * 3600 + 59)
    assert (second.zone, second.kind) == ('Orts;Netz "Süd"', "voice")
    assert (second.quantity, second.net) == (Decimal("999999999999.9999"), Decimal("1234567890.1234"))


def test_e3_one_file_holds_the_calls_of_many_invoices(tmp_path):
    make_customer("4800000001")
    run = Run()
    run.add_invoice(invoice("R-1"))
    run.add_invoice(invoice("R-2", "4800000001"))
    content = csv_bytes(f"R-2;{CALL}", f"R-1;{CALL}", f"R-2;{CALL}", header=f"Rechnung;{HEADER}")
    run.add_calls(content.replace(b"\n", b"\r\n"))
    result = run_import(run.write(tmp_path / "run"))
    assert result.outcome is Outcome.PUBLISHED
    assert dict(Invoice.objects.values_list("number", "call_count")) == {"R-1": 1, "R-2": 2}
    lines = CallRecord.objects.order_by("invoice__number", "line_number")
    assert list(lines.values_list("invoice__number", "customer__number", "line_number")) == [
        ("R-1", "4999999999", 1),
        ("R-2", "4800000001", 1),
        ("R-2", "4800000001", 3),
    ]


def test_e3_columns_come_in_any_order_with_a_byte_order_mark(tmp_path):
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    content = csv_bytes(
        "0.5000;sms;05137123456;03.10.2026;;0171 1;;;1;Stck",
        header="Netto;Art;Rufnummer;Datum/Uhrzeit;Dauer;Zielnummer;Tarifzone;Zeitzone;berechnet;Einheit",
    )
    run.add_calls(b"\xef\xbb\xbf" + content, bind_to=name)
    run_import(run.write(tmp_path / "run"))
    call = CallRecord.objects.get()
    assert (call.own_number, call.net, call.kind) == ("05137123456", Decimal("0.5"), "sms")


def test_e3_the_manifest_names_the_customer_before_the_document(tmp_path):
    other = make_customer("4800000001")
    run = Run()
    run.add_invoice(invoice("R-1"), customer_number="4800000001")
    run_import(run.write(tmp_path / "run"))
    assert Invoice.objects.get().customer == other


def test_e3_an_invoice_of_a_merged_number_stays_with_that_number(tmp_path, customer):
    merged = make_customer("4700000001", merged_into=customer)
    run = Run()
    run.add_invoice(invoice("R-1", "4700000001"))
    run_import(run.write(tmp_path / "run"))
    assert Invoice.objects.get().customer == merged


def test_e3_a_zip_does_the_same_as_a_directory(tmp_path):
    run = Run()
    name = run.add_invoice(write_ubl(replace(invoice("R-1"), syntax="ubl")))
    run.add_calls(csv_bytes(CALL), bind_to=name)
    result = run_import(run.write_zip(tmp_path / "run.zip"))
    assert (result.outcome, result.calls_stored) == (Outcome.PUBLISHED, 1)
    assert Invoice.objects.get().syntax == "ubl"


def test_e3_corrections_are_linked_to_the_customers_own_invoice_only(tmp_path):
    make_customer("4800000001")
    run = Run()
    run.add_invoice(invoice("R-1"))
    preceding = (PrecedingInvoice("R-1"),)
    run.add_invoice(invoice("K-1", type_code="384", preceding=preceding))
    run.add_invoice(invoice("K-2", "4800000001", type_code="384", preceding=preceding))
    run_import(run.write(tmp_path / "run"))
    links = Invoice.objects.order_by("number").values_list("number", "corrects_number", "corrects__number")
    assert list(links) == [("K-1", "R-1", "R-1"), ("K-2", "R-1", None), ("R-1", "", None)]


def test_e3_the_same_run_again_changes_nothing(tmp_path):
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    run.add_calls(csv_bytes(CALL), bind_to=name)
    path = run.write(tmp_path / "run")
    first = run_import(path)
    before = database_digest(), list(BillingRun.objects.values())
    again = run_import(path)
    assert (first.outcome, again.outcome) == (Outcome.PUBLISHED, Outcome.UNCHANGED)
    assert (database_digest(), list(BillingRun.objects.values())) == before


def test_e3_a_published_run_id_with_other_content_is_refused(tmp_path):
    run = Run()
    run.add_invoice(invoice("R-1"))
    run_import(run.write(tmp_path / "run"))
    before = database_digest(), list(BillingRun.objects.values())
    other = Run()
    other.add_invoice(invoice("R-2"))
    result = run_import(other.write(tmp_path / "other"))
    assert (result.outcome, reasons(result)) == (Outcome.REFUSED, [("manifest.json", None, "RUN-ID")])
    assert (database_digest(), list(BillingRun.objects.values())) == before


def test_e3_two_runs_of_one_dispatch_day_share_its_partition(tmp_path):
    for number in ("1", "2"):
        run = Run(run_id=f"run-{number}")
        name = run.add_invoice(invoice(f"R-{number}"))
        run.add_calls(csv_bytes(CALL), bind_to=name)
        assert run_import(run.write(tmp_path / number)).calls_stored == 1
    assert CallRecord.objects.count() == 2
    assert dict(Invoice.objects.values_list("number", "call_count")) == {"R-1": 1, "R-2": 1}


def test_f6_a_run_older_than_six_months_brings_no_call_records(tmp_path):
    for day, stored in (("2026-05-20", 1), ("2026-05-19", 0)):
        run = Run(run_id=day, dispatched_on=day)
        name = run.add_invoice(invoice(day))
        run.add_calls(csv_bytes("05137123456;01.04.2026;;0511;;;1;Sek;0"), bind_to=name)
        assert run_import(run.write(tmp_path / day)).calls_stored == stored


def test_e3_the_command_reports_what_it_did(tmp_path):
    run = Run(dispatched_on="2026-11-05")
    run.add_invoice(invoice("R-1"))
    out = StringIO()
    call_command("import_billing_run", run.write(tmp_path / "run"), stdout=out)
    assert "2026-11" in out.getvalue()
    assert Invoice.objects.count() == 1
    run.run_id = "2026-11-again"
    with pytest.raises(CommandError) as refused:
        call_command("import_billing_run", run.write(tmp_path / "again"), stdout=out)
    assert refused.value.returncode == 1
    assert "invoices/1.xml: INV-DUPLICATE" in out.getvalue()


def test_e3_a_document_in_another_currency_keeps_it(tmp_path):
    run = Run()
    run.add_invoice(invoice("R-9", currency="CHF"))
    result = run_import(run.write(tmp_path / "run"))
    assert (reasons(result), Invoice.objects.get().currency) == ([], "CHF")


def test_e3_calls_of_an_invoice_keep_their_order_over_several_files(tmp_path):
    run = Run()
    run.add_invoice(invoice("R-1"))
    for place, names in enumerate((("a", "b"), ("c",), ("d", "e"))):
        lines = [f"R-1;{CALL.replace('01711234567', name)}" for name in names]
        run.add_calls(csv_bytes(*lines, header=f"Rechnung;{HEADER}"), name=f"{place}.csv")
    run_import(run.write(tmp_path / "run"))
    calls = CallRecord.objects.order_by("line_number")
    assert list(calls.values_list("line_number", "destination")) == list(enumerate("abcde", start=1))
