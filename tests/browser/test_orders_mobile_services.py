"""Barriers, services for calls and usage notices of a mobile number in a browser (C8, D6, D8, D9)."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Order
from mobile.models import NoticeChoice, ServiceSettings, UsageCounter
from mobile.notices.letters import tell_of_usage
from portal.outbox.models import OutgoingMail
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import until_done
from tests.contracts.owned import give_option
from tests.mobile.cast import give_mobile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mobile(erika):
    load_demo_catalogue()
    product = give_mobile(erika)
    give_option(product, "mobil-barrier-roaming-data")
    return product


def open_from_product(page: Page, erika, product, link: str, heading: str = "") -> None:
    """From the login page by way of the product's page to a form."""
    log_in(page, erika.number, erika.password)
    page.goto(f"/vertraege/{product.pk}/")
    page.get_by_role("main").get_by_role("link", name=link).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading or link)
    assert_accessible(page)


def place(page: Page, button: str) -> Order:
    """From the check page to the list of orders."""
    assert_accessible(page)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Auftrag")
    page.get_by_role("main").get_by_role("link", name="Alle Aufträge").click()
    placed = Order.objects.get()
    expect(page.get_by_role("row").filter(has_text=placed.number)).to_be_visible()
    return placed


def test_d6_mms_abroad_by_lifting_a_barrier_and_another_one_set(page: Page, erika, mobile):
    open_from_product(page, erika, mobile, "Sperren setzen oder aufheben")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nur wenn Sie diese Sperre aufheben, sind MMS im Ausland möglich.")
    expect(main).to_contain_text("gesperrt seit 01.03.2021")
    page.get_by_role("checkbox", name="Daten im Ausland").uncheck()
    page.get_by_role("checkbox", name="0900-Nummern Setzen").check()
    page.get_by_role("button", name="Weiter").click()
    expect(main).to_contain_text("Mobiles Internet und MMS im Ausland sind dann möglich.")
    placed = place(page, "Beauftragen")
    until_done(placed)
    page.goto(f"/vertraege/{mobile.pk}/")
    expect(page.get_by_role("region", name="Sperren")).to_contain_text("0900-Nummern")


def test_d9_c8_the_mailbox_ends_with_its_forwarding(page: Page, erika, mobile):
    open_from_product(page, erika, mobile, "Mailbox: ein, aus, PIN")
    page.get_by_label("Neue PIN der Mailbox").fill("1234")
    page.get_by_label("Neue PIN wiederholen").fill("1234")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("alert").first).to_contain_text("Das wird zuerst erraten.")
    page.get_by_role("radio", name="ausgeschaltet").check()
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("main")).to_contain_text("Auch die Rufumleitung auf die Mailbox endet")
    until_done(place(page, "Beauftragen"))
    assert not ServiceSettings.objects.get(product=mobile).mailbox_on
    page.goto(f"/bestellen/call-forwarding/{mobile.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Ihre Mailbox ist ausgeschaltet.")
    assert_accessible(page)


def test_d8_notices_are_switched_off(page: Page, erika, mobile):
    UsageCounter.objects.create(
        product=mobile,
        kind="data",
        used=480_000_000,
        allowance=600_000_000,
        period_start=date(2026, 11, 1),
        period_end=date(2026, 12, 1),
        as_of=datetime(2026, 11, 20, 5, tzinfo=UTC),
    )
    open_from_product(page, erika, mobile, "Hinweise ändern", "Hinweise zu Ihrem Verbrauch")
    box = page.get_by_role("checkbox", name="Schicken Sie mir eine E-Mail")
    expect(box).to_be_checked()
    box.uncheck()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Ihre Auswahl ist gespeichert.")).to_be_visible()
    expect(box).not_to_be_checked()
    assert not NoticeChoice.objects.get(product=mobile).usage_notices
    assert tell_of_usage(now=datetime(2026, 11, 20, 9, tzinfo=UTC)) == 0
    assert not OutgoingMail.objects.filter(kind__startswith="usage_").exists()
