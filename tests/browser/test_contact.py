"""J2: the contact form in a browser, and where its messages arrive."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup
from support.models import ContactMessage
from tests.browser.accessible import assert_accessible
from tests.browser.service_centre import assert_admin_accessible, log_in_staff
from tests.staff.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def write(page: Page) -> None:
    page.get_by_label("Worum geht es?").select_option(label="Mein Zugang ist gesperrt")
    page.get_by_label("Ihr Name").fill("Max Musterfrau")
    page.get_by_label("Ihre E-Mail-Adresse").fill("max@example.org")
    page.get_by_label("Ihre Nachricht").fill("Bitte helfen Sie mir.")


def test_j2_a_locked_customer_writes_from_the_login_page_and_staff_answer(page: Page, new_page):
    page.goto("/anmelden/")
    page.locator("a[href^='/kontakt/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kontakt")
    assert_accessible(page)
    page.get_by_role("button", name="Nachricht senden").click()
    assert ContactMessage.objects.count() == 0
    write(page)
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nachricht eingegangen")
    assert_accessible(page)
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (
        settings.BRAND.email,
        "Kontaktformular: Mein Zugang ist gesperrt, Max Musterfrau",
    )
    office = new_page()
    log_in_staff(office, make_staff("karin", StaffGroup.SERVICE), "/verwaltung/support/contactmessage/")
    assert_admin_accessible(office)
    office.locator("#result_list").get_by_role("link", name="Mein Zugang ist gesperrt").click()
    expect(office.get_by_text("Bitte helfen Sie mir.")).to_be_visible()
    assert_admin_accessible(office)
    office.get_by_role("button", name="Als erledigt vermerken").click()
    expect(office.get_by_text("Die Nachricht ist als erledigt vermerkt.")).to_be_visible()
    assert ContactMessage.objects.get().state == "done"


def test_j2_works_without_javascript_on_a_phone(new_page):
    phone = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    phone.goto("/kontakt/")
    write(phone)
    phone.get_by_role("button", name="Nachricht senden").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nachricht eingegangen")
    assert ContactMessage.objects.count() == 1
