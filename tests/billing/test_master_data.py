"""The master data of a customer number (B1)."""

from datetime import date

import pytest
import time_machine
from django.utils.html import strip_tags

from accounts.models import Address, AddressRole, CallRecordChoice, LoginKind, PaymentDetails
from contracts.models import Order
from portal.access.scope import Scope
from tests.cast import log_in, make_login
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import order
from tests.contracts.owned import account_product

PAGE = "/stammdaten/"


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def test_everything_we_know(here, erika):
    Address.objects.filter(customer=erika.customer, role=AddressRole.BILLING).update(street="Postfach 7")
    text = words(here.get(PAGE))
    for told in (
        "4999999999",
        "Erika Mustermann",
        "12.08.1980",
        "Mailänder Straße 2",
        "Postfach 7",
        "DE89 … 3000",
        "COBADEFFXXX",
        "Commerzbank",
        "vollständige Zielnummer",
        "Seit 01.01.2000",
    ):
        assert told in text
    assert "DE89370400440532013000" not in text.replace(" ", "")
    for kind in ("bank-details", "invoice-delivery", "call-records"):
        assert f"/bestellen/{kind}/" in here.get(PAGE).content.decode()


def test_what_holds_later_stands_beside_what_holds_now(here, erika):
    CallRecordChoice.objects.update(valid_to=date(2027, 1, 1))
    CallRecordChoice.objects.create(customer=erika.customer, detail="none", valid_from=date(2027, 1, 1))
    text = words(here.get(PAGE))
    assert "Seit 01.01.2000 vollständige Zielnummer" in text
    assert "Ab 01.01.2027 keine Einzelverbindungen" in text


def test_an_open_order_takes_the_place_of_the_link(here, erika):
    load_demo_catalogue()
    placed = order(here, "invoice-delivery", account_product(erika), {"delivery": "both"})
    page = here.get(PAGE)
    assert f"Änderung beauftragt: {placed.number}" in words(page)
    assert "/bestellen/invoice-delivery/" not in page.content.decode()
    assert "/bestellen/bank-details/" in page.content.decode()


def test_readers_see_it_and_change_nothing(client, erika):
    log_in(client, make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x"))
    page = client.get(PAGE)
    assert "DE89 … 3000" in words(page)
    assert "/bestellen/" not in page.content.decode()


def test_little_is_known(here, erika):
    PaymentDetails.objects.all().delete()
    CallRecordChoice.objects.all().delete()
    Address.objects.all().delete()
    text = words(here.get(PAGE))
    assert "Hier sind keine Zahlungsdaten bekannt" in text
    assert "keine Einzelverbindungen" in text


def test_the_same_few_queries_whatever_there_is(here, erika, django_assert_max_num_queries):
    load_demo_catalogue()
    account = account_product(erika)
    order(here, "invoice-delivery", account, {"delivery": "both"})
    order(here, "call-records", account, {"detail": "none"})
    assert Order.objects.count() == 2
    with django_assert_max_num_queries(10):
        here.get(PAGE)


@pytest.mark.parametrize("kind", ["bank-details", "invoice-delivery", "call-records"])
def test_the_links_lead_to_the_forms(here, erika, kind):
    load_demo_catalogue()
    answer = here.get(f"/bestellen/{kind}/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith(f"/bestellen/{kind}/")
