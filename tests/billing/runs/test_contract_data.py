"""Consumers find the data of their contracts on their invoices, as of the day of dispatch (L6, § 4 TKTransparenzV)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import Customer, CustomerKind
from billing.models import Invoice
from billing.papers.documents import document_for
from billing.runs.importer import Outcome
from contracts.models import ProductStatus
from portal.documents import store
from tests.billing.runs.cast import DISPATCHED, NOW, Run, invoice, run_import
from tests.cast import log_in, make_customer, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give
from tests.contracts.papers.reading import text_of

pytestmark = pytest.mark.django_db
END = date(2027, 10, 25)


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    load_demo_catalogue()


def import_for(customer: Customer, tmp_path, now=NOW, **changes) -> Invoice:
    run = Run()
    run.add_invoice(invoice("R-1", customer.number, **changes))
    assert run_import(run.write(tmp_path / "run"), now=now).outcome is Outcome.PUBLISHED
    return Invoice.objects.get()


def test_l6_every_running_telecom_contract_stands_on_the_invoice(tmp_path):
    customer = make_customer("4999999999")
    dsl = give(customer, "dsl-100-24", started_on=date(2025, 10, 26), minimum_term_ends_on=END)
    fon = give(customer, "fon-komfort", number="F-1", started_on=date(2025, 12, 1))
    give(customer, "dsl-50-24", status=ProductStatus.TERMINATED, ends_on=date(2025, 10, 25))
    give(customer, "mail-m")
    give(
        customer, "fon-komfort", number="F-2", started_on=date(2026, 11, 6)
    )  # begins the day after the dispatch
    give(customer, "fon-komfort", number="F-3", ends_on=date(2026, 11, 4))  # ended the day before
    give(customer, "fon-komfort", number="F-4", parent=dsl, term={})  # ends with the line
    data = import_for(customer, tmp_path).contract_data
    assert [value["number"] for value in data] == [dsl.number, fon.number]
    assert data[0]["begins_on"] == "2025-10-26"
    assert (data[0]["binds_until"], data[0]["notice_until"]) == ("2027-10-25", "2027-09-25")
    assert (data[1]["binds_until"], data[1]["notice_until"]) == (None, None)


@pytest.mark.parametrize(("days", "told"), [(31, 1), (32, 0)])
def test_l6_of_an_archive_that_comes_in_later_nobody_knows_the_contracts(tmp_path, days, told):
    customer = make_customer("4999999999")
    give(customer, "dsl-100-24", minimum_term_ends_on=END)
    later = datetime.combine(DISPATCHED + timedelta(days=days), time(12), UTC)
    assert len(import_for(customer, tmp_path, now=later).contract_data) == told


@pytest.mark.parametrize(
    ("kind", "type_code"), [(CustomerKind.BUSINESS, "380"), (CustomerKind.PRIVATE, "381")]
)
def test_l6_business_customers_and_credit_notes_have_none(tmp_path, kind, type_code):
    customer = make_customer("4999999999", kind=kind)
    give(customer, "dsl-100-24", minimum_term_ends_on=END)
    assert import_for(customer, tmp_path, type_code=type_code).contract_data == []


def test_l6_what_changes_later_changes_no_invoice_page_and_paper_agree(client, tmp_path):
    erika = make_person("4999999999")
    dsl = give(erika, "dsl-100-24", number="V-1001", started_on=date(2025, 10, 26), minimum_term_ends_on=END)
    found = import_for(erika.customer, tmp_path)
    dsl.minimum_term_ends_on = None
    dsl.save()
    log_in(client, erika.login)
    page = client.get(f"/rechnungen/{found.slug}/").content.decode()
    paper = " ".join(text_of(store.read(document_for(found, NOW))).split())
    for fact in (
        "DSL 100",
        dsl.number,
        "26.10.2025",
        "25.10.2027",
        "1 Monat",
        "25.09.2027",
        "bundesnetzagentur.de",
    ):
        assert fact in page
        assert fact in paper
    assert found.dispatched_on == DISPATCHED
