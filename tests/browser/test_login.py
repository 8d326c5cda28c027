"""In and out of the portal (A1, A10, A11, A15)."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.access import throttle
from portal.shell.models import Announcement
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in, type_in
from tests.cast import INVOICE_PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "Kundennummer oder Kennwort stimmen nicht."


def test_a1_number_and_password_open_the_portal(page: Page, erika):
    log_in(page, "4999 999 999", erika.password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erika Mustermann")


def test_a1_a_wrong_password_is_told_and_the_number_stays(page: Page, erika):
    log_in(page, erika.number, "Falsches-Kennwort-1")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Kundennummer")).to_have_value(erika.number)
    expect(page.get_by_label("Kennwort", exact=True)).to_have_value("")
    assert_accessible(page)


def test_a1_the_wanted_page_follows_the_login(page: Page, erika):
    page.goto("/?seite=2")
    assert page.url.endswith("/anmelden/?weiter=%2F%3Fseite%3D2")
    type_in(page, erika.number, erika.password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erika Mustermann")
    assert page.url.endswith("/?seite=2")


def test_a1_announcements_stand_beside_the_form(page: Page, phone: Page, erika):
    Announcement.objects.create(
        title_de="Wartung am Sonntag", text_de="Von 4 bis 6 Uhr.", shown_from=timezone.now(), tone="warning"
    )
    for one in (page, phone):
        one.goto("/anmelden/")
        expect(one.get_by_text("Wartung am Sonntag")).to_be_visible()
        assert_accessible(one)


def test_a1_works_without_javascript(new_page, erika):
    page = new_page(java_script_enabled=False)
    log_in(page, erika.number, erika.password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erika Mustermann")


def test_a10_log_out_from_a_page(page: Page, erika):
    log_in(page, erika.number, erika.password)
    page.get_by_role("button", name="Abmelden").first.click()
    expect(page.get_by_role("status")).to_contain_text("Sie sind abgemeldet.")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


def test_a11_the_two_passwords_open_different_things(new_page, firma, steuerberater):
    owner, reader = new_page(), new_page()
    log_in(owner, firma.number, firma.password)
    expect(owner.get_by_role("heading", level=1)).to_contain_text("Leinetal Logistik")
    log_in(reader, firma.number, INVOICE_PASSWORD)
    expect(reader).to_have_url(re.compile("/rechnungen/$"))


def test_a15_after_five_failures_there_is_a_pause_and_staff_can_end_it(page: Page, watch, erika):
    watch.allow("429")
    for _attempt in range(5):
        log_in(page, erika.number, "Falsches-Kennwort-1")
        expect(page.get_by_role("alert")).to_contain_text(WRONG)
    log_in(page, erika.number, erika.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte warten Sie einen Moment")
    expect(page.get_by_role("main")).to_contain_text("15 Minuten")
    expect(page.get_by_role("main")).to_contain_text("0800 000 0000")
    expect(page.get_by_role("link", name="Schreiben Sie uns")).to_be_visible()
    assert_accessible(page)
    throttle.unlock(erika.number)
    log_in(page, erika.number, erika.password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erika Mustermann")
