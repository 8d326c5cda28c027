"""Who sees call records, and for how long (F1, F5, F6)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import InvoiceDelivery, LoginKind
from portal.access.scope import Scope
from tests.billing.archive import make_call, make_invoice
from tests.billing.call_lists import ISSUED, NOW, make_list
from tests.cast import log_in, make_login, make_person

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
PAGES = ["billing:calls", "billing:calls_csv", "billing:calls_xlsx", "billing:call_analysis"]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invoice(erika):
    return make_list(erika)


@pytest.fixture
def client_of_erika(client, erika):
    return log_in(client, erika.login)


def address(invoice, name="billing:calls") -> str:
    return reverse(name, args=[invoice.slug])


@pytest.mark.parametrize("name", PAGES)
def test_f5_an_invoice_only_login_sees_calls_only_if_allowed(invoice, erika, name):
    for scope, status in ((Scope.INVOICES, 403), (Scope.INVOICES_AND_CALLS, 200)):
        login = make_login(erika.customer, kind=LoginKind.INVOICE_ONLY, scope=scope, password="x")
        assert log_in(Client(), login).get(address(invoice, name)).status_code == status
        login.delete()


@pytest.mark.parametrize("name", PAGES)
def test_strangers_find_nothing(client, invoice, name):
    log_in(client, make_person("4999999997").login)
    assert client.get(address(invoice, name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_e1_customers_with_paper_invoices_are_led_to_the_archive(client_of_erika, erika, invoice, name):
    erika.customer.invoice_delivery = InvoiceDelivery.POST
    erika.customer.save()
    assert client_of_erika.get(address(invoice, name)).headers["Location"] == "/rechnungen/"


@pytest.mark.parametrize("name", PAGES)
def test_f6_invisible_from_the_second_the_six_months_end(client, erika, name):
    invoice = make_invoice(erika.customer, issued_on=date(2026, 5, 15))
    make_call(invoice)
    for moment, status in (
        (datetime(2026, 11, 15, 23, 59, 59, 999_999, BERLIN), 200),
        (datetime(2026, 11, 16, 0, 0, 0, 0, BERLIN), 410),
    ):
        with time_machine.travel(moment.astimezone(UTC), tick=False):
            response = log_in(Client(), erika.login).get(address(invoice, name))
            assert response.status_code == status
    page = response.content.decode()
    assert "Diese Einzelverbindungen sind nicht mehr verfügbar" in page
    assert "01711234567" not in page


@pytest.mark.parametrize("name", PAGES)
def test_f6_a_hidden_invoice_is_gone_with_its_calls(client_of_erika, invoice, name):
    invoice.hidden_at = NOW
    invoice.save()
    assert client_of_erika.get(address(invoice, name)).status_code == 404


def test_f6_caches_forget_a_list_within_ten_minutes(client_of_erika, invoice):
    client_of_erika.get(address(invoice))
    redis = cache._cache.get_client()
    keys = list(redis.scan_iter("*call-list*"))
    assert len(keys) == 1
    assert 0 < redis.ttl(keys[0]) <= 600


def test_f1_the_newest_six_lists_are_open(client_of_erika, erika):
    days = [date(2026, 11, 20) - timedelta(days=7 * week) for week in range(8)]
    invoices = [make_invoice(erika.customer, issued_on=day) for day in days]
    credit_note = make_invoice(erika.customer, issued_on=date(2026, 11, 21), type_code="381")
    for invoice in invoices:
        make_call(invoice)
    answers = [client_of_erika.get(address(invoice)).status_code for invoice in (credit_note, *invoices)]
    assert answers == [200] * 7 + [410] * 2
    assert (
        "Wir zeigen die Einzelverbindungen Ihrer sechs neuesten"
        in client_of_erika.get(address(invoices[-1])).content.decode()
    )


def test_an_invoice_without_calls_says_why(client_of_erika, erika):
    empty = make_invoice(erika.customer, issued_on=ISSUED)
    page = client_of_erika.get(address(empty)).content.decode()
    assert "Keine Verbindungen auf dieser Rechnung" in page
    assert client_of_erika.get(address(empty, "billing:call_analysis")).status_code == 200


def test_the_page_is_never_stored_by_browsers(client_of_erika, invoice):
    for name in PAGES:
        assert client_of_erika.get(address(invoice, name)).headers["Cache-Control"] == "no-store"
