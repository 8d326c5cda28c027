"""The examples of docs/formats come in as they stand."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.test import Client

from accounts.models import Customer
from billing.models import CallRecord, Invoice
from contracts.models import Mailbox, Order, Product, TvAccess
from contracts.youth_pins import open_youth_pin
from mobile.models import MobileNumber, ServiceSettings, SimCard, UsageCounter
from mobile.secrets import open_puk
from tests.accounts.play import log_in_with
from tests.billing.call_lists import drop_partitions
from tests.formats.feeding import import_all

EXAMPLES = Path(__file__).parents[2] / "docs" / "formats" / "examples"
WEEKS_AFTER_THE_DISPATCH = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def imported(transactional_db: None) -> Iterator[None]:
    with time_machine.travel(WEEKS_AFTER_THE_DISPATCH, tick=False):
        import_all(EXAMPLES, EXAMPLES / "run")
        yield
    drop_partitions()


def test_c15_e3_the_examples_come_in_as_they_stand(imported):
    assert list(Customer.objects.order_by("number").values_list("number", "invoice_delivery")) == [
        ("470000001", "online"),
        ("470000002", "both"),
    ]
    credit_note, invoice = Invoice.objects.order_by("payable")
    assert (invoice.number, invoice.payable) == ("EX-1001", Decimal("35.96"))
    assert (credit_note.number, credit_note.payable, credit_note.corrects) == (
        "EX-1002",
        Decimal("3.57"),
        invoice,
    )
    assert list(CallRecord.objects.order_by("called_on").values_list("destination", "net", "kind")) == [
        ("01711234XXX", Decimal("0.2168"), "mobile"),
        ("0511765XXX", Decimal("0.0000"), "voice"),
    ]
    answer = log_in_with(Client(), "470000001", "Start-Kennwort-1")
    assert answer["Location"] == "/erste-anmeldung/e-mail/"


def test_c15_products_and_orders_of_the_examples(imported):
    found = Product.objects.order_by("number").values_list("number", "status", "parent__number")
    assert list(found) == [
        ("V-1001", "active", None),
        ("V-1002", "active", None),
        ("V-1003", "active", None),
        ("V-1004", "active", None),
        ("V-1005", "active", "V-1004"),
        ("V-1006", "terminated", None),
        ("V-1007", "active", None),
        ("V-2001", "active", None),
        ("V-2002", "pendingActive", None),
    ]
    assert check_password("Start-Kennwort-1", Mailbox.objects.get().password)
    assert open_youth_pin(TvAccess.objects.get().youth_pin_sealed, product_number="V-1003") == "2580"
    assert list(Order.objects.order_by("number").values_list("number", "state", "product__number")) == [
        ("NW-2024-001234", "completed", None),
        ("NW-2026-004711", "inProgress", "V-2002"),
    ]


def test_c15_cards_number_and_usage_of_the_examples(imported):
    active, sent = SimCard.objects.order_by("position")
    assert (active.product.number, active.state, sent.state) == ("V-1007", "active", "sent")
    assert open_puk(active.puk_sealed, iccid=active.iccid) == "12345678"
    assert [number.national for number in MobileNumber.objects.filter(valid_to=None)] == ["01511 2345678"]
    assert ServiceSettings.objects.get().mailbox_on
    november = UsageCounter.objects.filter(period_start__month=11).order_by("kind")
    assert list(november.values_list("kind", "used", "allowance")) == [
        ("data", 480_000_000, 600_000_000),
        ("minutes", 5400, 9000),
        ("sms", 12, 150),
    ]


def test_the_folder_holds_what_its_readme_names():
    named = json.loads((EXAMPLES / "run" / "manifest.json").read_text(encoding="utf-8"))["files"]
    found = {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*") if path.is_file()}
    run_files = {f"run/{file['name']}" for file in named}
    feeds = {f"{kind}.jsonl" for kind in ("customers", "products", "orders", "sims", "usage")}
    assert found == {"README.md", "catalogue.json", "run/manifest.json"} | feeds | run_files


def test_the_documents_name_files_that_exist():
    for page in EXAMPLES.parent.glob("**/*.md"):
        links = [part.split(")")[0] for part in page.read_text(encoding="utf-8").split("](")[1:]]
        assert [link for link in links if not (page.parent / link).exists()] == [], page.name
