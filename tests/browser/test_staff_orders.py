"""K2: the service centre moves a stuck order with a reason, and the customer reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contracts.models import Order
from portal.shell.staff_groups import StaffGroup
from tests.browser.doors import follow, log_in
from tests.browser.service_centre import assert_admin_accessible, log_in_staff
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give
from tests.staff.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_k2_a_stuck_order_is_found_and_ended_with_a_reason_the_customer_reads(
    page: Page, new_page, erika: Person
):
    load_demo_catalogue()
    give(erika, "dsl-50-24")
    log_in(page, erika.number, erika.password)
    follow(page, "/vertraege/")
    page.get_by_role("link", name="DSL 50", exact=True).click()
    page.get_by_role("link", name="Bandbreite ändern").click()
    page.get_by_role("radio", name="DSL 100").check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Kostenpflichtig beauftragen").click()
    placed = Order.objects.get()
    Order.objects.update(activation_on=timezone.localdate() - timedelta(days=2))

    office = new_page()
    log_in_staff(office, make_staff("karin", StaffGroup.SERVICE), "/verwaltung/contracts/order/?stuck=yes")
    office.get_by_role("link", name=placed.number).click()
    assert_admin_accessible(office)
    office.get_by_role("link", name="Status ändern").click()
    office.get_by_label("Neuer Status").select_option("failed")
    office.get_by_label("Begründung", exact=True).fill("Im Verteiler ist kein Port frei.")
    office.get_by_role("button", name="Status ändern").click()
    expect(office.get_by_text("Der Status ist geändert.")).to_be_visible()

    follow(page, "/auftraege/")
    page.get_by_role("link", name=placed.number).click()
    expect(page.get_by_role("main")).to_contain_text("Im Verteiler ist kein Port frei.")
    expect(page.get_by_role("main")).to_contain_text("fehlgeschlagen")
