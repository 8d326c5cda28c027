"""K2, E1, E2: staff find invoices by number and read those that customers no longer see."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup
from tests.billing.archive import keep_original, make_invoice
from tests.cast import Person

LIST = "/verwaltung/billing/invoice/"
CUSTOMERS = "/verwaltung/accounts/customer/"


@pytest.fixture
def invoice(erika: Person):
    return make_invoice(erika.customer, issued_on=date(2026, 11, 2))


def test_k2_a_customer_is_found_by_an_invoice_number(service: Client, invoice, erika: Person):
    found = service.get(CUSTOMERS, {"q": invoice.number}).context["found_elsewhere"]
    page = f"{CUSTOMERS}{erika.customer.pk}/change/"
    assert found == [("Rechnung", f"{invoice.number}, 02.11.2026: 4999999999 Erika Mustermann", page)]
    assert service.get(CUSTOMERS, {"q": "R-gibt-es-nicht"}).context["found_elsewhere"] == []


def test_e1_staff_see_invoices_that_are_hidden_from_the_customer(service: Client, invoice, erika: Person):
    invoice.hidden_at = timezone.now()
    invoice.save(update_fields=["hidden_at"])
    rows = service.get(LIST, {"q": invoice.number}).context["cl"].result_list
    assert [row.pk for row in rows] == [invoice.pk]
    assert invoice.number in service.get(f"{CUSTOMERS}{erika.customer.pk}/change/").content.decode()
    assert service.get(f"{LIST}{invoice.pk}/change/").status_code == 200
    assert AuditEntry.objects.get(action="invoice.viewed").customer_id == erika.customer.pk


def test_k4_a_download_is_the_original_and_stands_in_the_trail(service: Client, invoice):
    original = keep_original(invoice)
    response = service.get(f"{LIST}{invoice.pk}/xml/")
    assert (response.content, response["Content-Type"]) == (original, "application/xml")
    entry = AuditEntry.objects.get(action="invoice.downloaded")
    assert (entry.actor_name, entry.new, entry.customer_id) == ("karin", {"form": "xml"}, invoice.customer_id)


def test_e2_the_pdf_is_the_customers_paper(service: Client, invoice):
    keep_original(invoice)
    first, second = (service.get(f"{LIST}{invoice.pk}/pdf/").content for _n in range(2))
    assert first.startswith(b"%PDF-")
    assert first == second


def test_e2_a_missing_original_is_said_and_not_an_error(service: Client, invoice):
    response = service.get(f"{LIST}{invoice.pk}/xml/")
    assert response["Location"] == f"{LIST}{invoice.pk}/change/"
    assert not AuditEntry.objects.filter(action="invoice.downloaded").exists()


@pytest.mark.parametrize("form", ["pdf", "xml"])
def test_k1_other_groups_download_nothing(staff_client, invoice, form: str):
    keep_original(invoice)
    assert staff_client(StaffGroup.AUDITOR).get(f"{LIST}{invoice.pk}/{form}/").status_code == 403


def test_l3_the_list_of_invoices_costs_the_same_with_one_row_and_with_three(
    service: Client, invoice, erika: Person, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    service.get(LIST)
    with CaptureQueriesContext(connection) as one:
        service.get(LIST)
    for month in (9, 10):
        make_invoice(erika.customer, issued_on=date(2026, month, 2))
    with django_assert_num_queries(len(one)):
        service.get(LIST)
