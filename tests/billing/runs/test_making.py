"""The maker writes runs that the import takes without a finding, the same ones for the same seed."""

import csv
import hashlib
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Customer
from billing.einvoice.reading import check, read_document
from billing.models import CallRecord, Invoice
from billing.runs.importer import Outcome
from billing.runs.making import Recipient, RunPlan, from_feed, make_billing_run
from tests.billing.einvoice.cast import CARRIER
from tests.billing.runs.cast import reasons, run_import
from tests.cast import make_customer

BIG = "4800000001"
PLAN = RunPlan(
    "2026-11", date(2026, 11, 5), seed=7, calls_per_customer=40, big_calls=((BIG, 3000),), ubl_share=0.2
)


def people(count: int = 60) -> list[Recipient]:
    private = [
        Recipient(
            f"49{place:08}", f"Kundin {place}", "Weg 1", "30159", "Hannover", iban="DE89370400440532013000"
        )
        for place in range(count)
    ]
    return [
        *private,
        Recipient(BIG, "Leinetal Logistik GmbH", "Kai 2", "31134", "Hildesheim", is_business=True),
    ]


def make(path: Path, plan: RunPlan = PLAN, recipients: list[Recipient] | None = None):
    return make_billing_run(
        recipients=people() if recipients is None else recipients,
        plan=plan,
        seller=CARRIER,
        creditor_id="DE98ZZZ09999999999",
        out=path,
    )


def digest(path: Path) -> dict[str, str]:
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return {str(f.relative_to(path)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.mark.django_db
def test_e3_a_made_run_comes_in_without_a_finding(tmp_path):
    for person in people():
        make_customer(person.number)
    made = make(tmp_path / "run")
    result = run_import(made.path)
    assert (result.outcome, reasons(result)) == (Outcome.PUBLISHED, [])
    assert (result.invoices, result.calls_read) == (made.invoices, made.calls)
    assert Invoice.objects.get(customer__number=BIG, type_code="380").call_count == 3000
    assert CallRecord.objects.count() == made.calls
    # What the calls cost stands on the invoice, zone by zone, rounded to cents.
    for invoice in Invoice.objects.filter(type_code="380"):
        usage = [line.net_amount for line in invoice.lines.filter(name__startswith="Verbindungen ")]
        assert abs(sum(usage) - invoice.call_net) <= Decimal("0.005") * 15
    assert {kind for (kind,) in CallRecord.objects.values_list("kind").distinct()} >= {
        "voice",
        "mobile",
        "sms",
        "data",
        "service",
        "international",
    }


def test_the_same_plan_gives_the_same_files(tmp_path):
    make(tmp_path / "a")
    make(tmp_path / "b")
    make(tmp_path / "c", RunPlan(**{**PLAN.__dict__, "seed": 8}))
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a") != digest(tmp_path / "c")


def test_every_made_document_keeps_the_rules(tmp_path):
    make(tmp_path / "run")
    types, syntaxes = Counter(), Counter()
    for file in (tmp_path / "run" / "invoices").iterdir():
        document = read_document(file.read_bytes(), name=file.name)
        assert check(document) == []
        types[document.facts.type_code] += 1
        syntaxes[str(document.syntax)] += 1
    assert types["380"] == 61
    assert types["381"] + types["384"] > 0
    assert syntaxes["cii"] > syntaxes["ubl"] > 0


def test_calls_follow_the_day_and_the_office_hours(tmp_path):
    make(tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["invoices"] == [
        {"file": f"invoices/R-2026-10-{BIG}.xml", "call_records": f"calls/{BIG}.csv"}
    ]

    def hours(name: str) -> Counter[int]:
        with (tmp_path / "run" / "calls" / name).open(newline="") as file:
            moments = [row["Datum/Uhrzeit"] for row in csv.DictReader(file, delimiter=";")]
        assert {moment[3:10] for moment in moments} == {"10.2026"}
        return Counter(int(moment[11:13]) for moment in moments if len(moment) > 10)

    office, home = hours(f"{BIG}.csv"), hours("all.csv")
    assert sum(office[hour] for hour in range(8, 18)) > 0.9 * office.total()
    assert sum(home[hour] for hour in range(17, 22)) > 0.35 * home.total()


def test_a_customer_keeps_products_and_lines_from_month_to_month(tmp_path):
    names = []
    for month, day in enumerate((date(2026, 10, 5), date(2026, 11, 5))):
        made = make(tmp_path / str(month), RunPlan("x", day, with_credits=False), people(1))
        facts = read_document(
            (
                made.path / f"invoices/R-{day.year}-{day.month - 1}-4900000000.xml".replace("-9-", "-09-")
            ).read_bytes(),
            name="",
        )
        names.append([line.name for line in facts.facts.lines if line.product_group in ("Internet", "TV")])
    assert names[0] == names[1] != []


def test_recipients_come_from_the_carrier_feed(tmp_path):
    feed = tmp_path / "customers.jsonl"
    header = {
        "format": "kundencenter-carrier-feed",
        "version": 1,
        "kind": "customers",
        "createdAt": "2026-11-01T06:00:00Z",
    }
    erika = {
        "id": "4999999999",
        "engagedParty": {"@type": "Individual", "givenName": "Erika", "familyName": "Mustermann"},
        "contactMedium": [
            {
                "mediumType": "postalAddress",
                "role": "contract",
                "street1": "Weg 1",
                "postCode": "30539",
                "city": "Hannover",
            },
            {"mediumType": "phone", "phoneNumber": "0511 123456"},
        ],
        "paymentMethod": {"iban": "DE89370400440532013000", "mandate": {"reference": "NW-1"}},
    }
    gone = {**erika, "id": "4999999990", "status": "closed"}
    firm = {"id": "4800000001", "engagedParty": {"@type": "Organization", "tradingName": "Leinetal GmbH"}}
    feed.write_text("\n".join(json.dumps(line) for line in (header, erika, gone, firm)))
    assert list(from_feed(tmp_path)) == [
        Recipient(
            "4999999999",
            "Erika Mustermann",
            "Weg 1",
            "30539",
            "Hannover",
            iban="DE89370400440532013000",
            mandate="NW-1",
            phone="0511123456",
        ),
        Recipient("4800000001", "Leinetal GmbH", is_business=True),
    ]


@pytest.mark.django_db
def test_the_command_makes_a_run_for_the_portals_customers(tmp_path):
    make_customer("4999999999")
    make_customer("4999999998", merged_into=Customer.objects.get())
    out = tmp_path / "run"
    options = ("--dispatched-on", "2026-11-05", "--calls", "5", "--big", "4999999999:50", "--no-credits")
    call_command("make_billing_run", "--out", out, *options)
    result = run_import(out)
    assert (result.outcome, result.invoices, result.calls_stored) == (Outcome.PUBLISHED, 1, 50)
    with pytest.raises(CommandError, match="run"):
        call_command("make_billing_run", "--out", out, *options)
    with pytest.raises(CommandError, match="„7“"):
        call_command("make_billing_run", "--out", tmp_path / "x", *options, "--big", "7")
