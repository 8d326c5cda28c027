"""Invoices and call records that nobody here wrote, as billing runs; skipped where they are absent."""

import csv
import hashlib
from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest

from billing.einvoice.reading import read_document
from billing.models import CallRecord, Invoice
from billing.runs.importer import Outcome
from billing.runs.invoice_files import seller_key
from portal.documents import store
from portal.documents.models import Document
from tests.billing.einvoice.test_corpus import CORPUS, EXPECTED, SHARED, needs_corpus
from tests.billing.runs.cast import Run, invoice, reasons, run_import
from tests.cast import make_customer

pytestmark = pytest.mark.django_db

SAMPLE = SHARED / "data" / "call-records-sample.csv"
NUMBER = "4999999999"


@pytest.fixture(autouse=True)
def customer():
    return make_customer(NUMBER)


def stored_as_expected(stored: Invoice, expected: dict[str, object]) -> None:
    lines = [line for line in stored.facts["lines"] if not line["informative"]]
    assert {
        "syntax": stored.syntax,
        "number": stored.number,
        "type": stored.type_code,
        "currency": stored.currency,
        "payable": stored.payable,
        "lines": len(stored.facts["lines"]),
    } == {
        "syntax": expected["syntax"],
        "number": expected["number"],
        "type": expected["type"],
        "currency": expected["currency"],
        "payable": Decimal(str(expected["payable"])),
        "lines": expected["lines"],
    }
    assert [str(value) for value in stored.lines.values_list("net_amount", flat=True)] == [
        f"{Decimal(line['net_amount']):.2f}" for line in lines
    ]


@needs_corpus
@pytest.mark.parametrize("name", EXPECTED)
def test_e3_each_document_of_the_corpus_as_a_run(tmp_path, customer, name):
    expected = EXPECTED[name]
    content = (CORPUS / name).read_bytes()
    run = Run(run_id="corpus")
    run.add_invoice(content, name=f"documents/{name}", customer_number=NUMBER)
    result = run_import(run.write(tmp_path / "run"))
    if expected["result"] == "refused":
        assert result.outcome is Outcome.REFUSED
        assert not Invoice.objects.exists()
        return
    assert (result.outcome, reasons(result)) == (Outcome.PUBLISHED, [])
    stored = Invoice.objects.get()
    stored_as_expected(stored, expected)
    kinds = {"pdf", "xml"} if stored.syntax == "zugferd" else {"original"}
    papers = {paper.kind: paper for paper in Document.objects.filter(customer=customer)}
    assert papers.keys() == kinds
    original = papers["pdf" if stored.syntax == "zugferd" else "original"]
    assert store.read(original) == content  # an incoming PDF comes out byte for byte
    assert original.sha256 == stored.source_sha256 == hashlib.sha256(content).hexdigest()


@needs_corpus
def test_e3_all_distinct_documents_of_the_corpus_in_one_run(tmp_path):
    run = Run(run_id="corpus")
    chosen: dict[tuple[str, str], str] = {}
    for name, expected in EXPECTED.items():
        if expected["result"] == "accepted":
            facts = read_document((CORPUS / name).read_bytes(), name=name).facts
            chosen.setdefault((seller_key(facts.seller), facts.number), name)
    for name in chosen.values():
        run.add_invoice((CORPUS / name).read_bytes(), name=name, customer_number=NUMBER)
    result = run_import(run.write_zip(tmp_path / "run.zip"))
    assert reasons(result) == []
    assert result.invoices == len(chosen) == Invoice.objects.count()
    assert len(chosen) >= 20
    for (seller, number), name in chosen.items():
        stored_as_expected(Invoice.objects.get(seller_key=seller, number=number), EXPECTED[name])
    assert Counter(Invoice.objects.values_list("slug", flat=True)).most_common(1)[0][1] == 1


@needs_corpus
def test_e3_buyer_identifiers_of_the_corpus_find_their_customers(tmp_path):
    known = {}
    for name, expected in EXPECTED.items():
        identifiers = expected.get("buyer", [])
        if identifiers and len(identifiers[0]) <= 20 and identifiers[0] not in known:
            known[identifiers[0]] = name
    run = Run(run_id="corpus")
    for number, name in known.items():
        make_customer(number)
        run.add_invoice((CORPUS / name).read_bytes(), name=name)
    result = run_import(run.write(tmp_path / "run"))
    assert reasons(result) == []
    assert dict(Invoice.objects.values_list("customer__number", "number")) == {
        number: EXPECTED[name]["number"] for number, name in known.items()
    }
    assert len(known) > 5


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the shared sample is not beside the repository")
def test_f1_the_sample_of_call_records_comes_in_untouched(tmp_path):
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    run.add_calls(SAMPLE.read_bytes(), name="calls.csv", bind_to=name)
    run.stated["calls.csv"] = {"records": 20}
    assert run_import(run.write(tmp_path / "run")).calls_stored == 20
    with SAMPLE.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for row, call in zip(rows, CallRecord.objects.order_by("line_number"), strict=True):
        assert {
            "Rufnummer": call.own_number,
            "Datum/Uhrzeit": written(call.called_on, call),
            "Dauer": f"{call.duration // 3600:02}:{call.duration // 60 % 60:02}:{call.duration % 60:02}",
            "Zielnummer": call.destination,
            "Tarifzone": call.zone,
            "Zeitzone": call.time_band,
            "berechnet": f"{call.quantity.normalize():f}",
            "Einheit": call.unit,
            "Netto": str(call.net),
        } == row
    stored = Invoice.objects.get()
    assert stored.call_net == sum(Decimal(row["Netto"]) for row in rows)


def written(day: date, call: CallRecord) -> str:
    if call.called_at is None:
        return f"{day:%d.%m.%Y}"
    return f"{datetime.combine(day, call.called_at):%d.%m.%Y %H:%M:%S}"
