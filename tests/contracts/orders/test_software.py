"""Ordering software (C8)."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from contracts.catalogue.items import Family
from contracts.models import Product
from contracts.orders.states import OrderState
from portal.audit.trail import system
from portal.carrier.models import CarrierMessage
from portal.carrier.steering import fail
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import carrier_works, mail_of, order, refused, until_done
from tests.contracts.owned import account_product, give

OFFICE = {"offering": "office-home", "quantity": "2", "terms": "on"}
SECURITY_3 = {"offering": "security-3", "quantity": "1", "terms": "on"}


@pytest.fixture
def account(erika) -> Product:
    load_demo_catalogue()
    return account_product(erika)


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def owned() -> list[tuple[str, int, Decimal]]:
    software = Product.objects.filter(family=Family.SOFTWARE).order_by("pk")
    return list(software.values_list("offering", "quantity", "monthly_price"))


def test_new_software(here, account):
    placed = order(here, "software", account, OFFICE)
    assert placed.activation_on == date(2026, 11, 21)
    assert (placed.monthly, placed.quote["firstMonth"]) == (Decimal("13.98"), "4.66")
    mail = mail_of(placed).text
    assert "21.11.2026" in mail
    assert "Office Zuhause" in mail
    assert owned() == []
    done = until_done(placed)
    assert owned() == [("office-home", 2, Decimal("13.98"))]
    assert "eigenen E-Mail" in done.results[0]["value"]["de"]


def test_software_that_fails_changes_nothing(here, account):
    placed = order(here, "software", account, OFFICE)
    carrier_works()
    fail(placed.number, "Nicht lieferbar", actor=system("carrier"), now=timezone.now())
    carrier_works()
    placed.refresh_from_db()
    assert placed.state == OrderState.FAILED
    assert owned() == []


def test_more_licences_than_sold_are_refused(here, account):
    page = refused(here, "software", account, OFFICE | {"quantity": "4"})
    assert "höchstens 3 Lizenzen" in page


def test_the_licence_terms_are_accepted(here, account):
    page = refused(here, "software", account, {"offering": "office-home", "quantity": "1"})
    assert "nur mit ihren Lizenzbedingungen" in page


def test_a_second_security_program_is_refused(here, account, erika):
    give(erika, "security-3")
    page = unescape(refused(here, "software", account, SECURITY_3))
    assert "Sie haben schon „Sicherheit 3“" in page


@pytest.mark.parametrize("before", ["security-1", "antivirus-classic"])
def test_another_size_takes_the_place_of_the_present_one(here, account, erika, before):
    present = give(erika, before)
    placed = order(here, "software", account, SECURITY_3)
    assert (placed.monthly, placed.quote["replaces"]) == (Decimal("3.99"), str(present.monthly_price))
    until_done(placed)
    assert owned() == [("security-3", 1, Decimal("3.99"))]
    items = CarrierMessage.objects.get(order_number=placed.number, action="submit").payload["items"]
    assert [(item["action"], item["product"]["id"]) for item in items] == [("modify", present.number)]


def test_where_the_catalogue_does_not_lead_is_no_change(here, account, erika):
    give(erika, "antivirus-classic")
    page = refused(here, "software", account, SECURITY_3 | {"offering": "security-10"})
    assert "Zwei Sicherheitsprogramme" in page


def test_smaller_during_the_minimum_term_is_refused(here, account, erika):
    give(erika, "security-10", minimum_term_ends_on=date(2027, 3, 31))
    page = refused(here, "software", account, SECURITY_3)
    assert "nach dem Ende Ihrer Mindestlaufzeit am 31.03.2027" in page


def test_business_software_is_not_sold_to_consumers(here, account):
    page = refused(here, "software", account, OFFICE | {"offering": "office-business"})
    assert "nicht verfügbar" in page or "Bitte wählen Sie" in page
