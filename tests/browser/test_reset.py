"""Forgotten password (A6), the service centre's one-time password (A7), the end of other sessions (A8)."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.operations.one_time_passwords import issue_service_password
from portal.audit.trail import system
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, choose_password, log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_mode")]
OWN_PASSWORD = "Herbst-Laub-9"


def ask(page: Page, number: str, email: str) -> None:
    page.goto("/anmelden/")
    page.get_by_role("link", name="Kennwort vergessen?").click()
    page.get_by_label("Kundennummer").fill(number)
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="Einmalkennwort anfordern").click()


@pytest.fixture
def mailbox(new_page) -> Mailbox:
    return Mailbox(new_page(), "erika@example.org")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_a6_from_the_mail_to_a_new_password(page: Page, new_page, mailbox: Mailbox, erika):
    inside = new_page()
    log_in(inside, erika.number, erika.password)
    page.goto("/kennwort-vergessen/")
    assert_accessible(page)
    ask(page, erika.number, "erika@example.org")
    expect(heading(page)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    expect(page.get_by_role("main")).to_contain_text("0800 000 0000")
    assert_accessible(page)
    log_in(page, erika.number, mailbox.code())
    expect(heading(page)).to_have_text("Eigenes Kennwort wählen")
    choose_password(page, OWN_PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("Ihr neues Kennwort ist gespeichert.")
    inside.goto("/")
    expect(heading(inside)).to_have_text("Anmelden")
    log_in(page, erika.number, OWN_PASSWORD)
    expect(heading(page)).to_contain_text("Erika Mustermann")


def test_a6_the_old_password_works_until_then_and_the_new_one_once(page: Page, new_page, mailbox, erika):
    ask(page, erika.number, "erika@example.org")
    expect(heading(page)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    code = mailbox.code()
    log_in(page, erika.number, erika.password)
    expect(heading(page)).to_contain_text("Erika Mustermann")
    second, third = new_page(), new_page()
    log_in(second, erika.number, code)
    expect(heading(second)).to_have_text("Eigenes Kennwort wählen")
    log_in(third, erika.number, code)
    expect(third.get_by_role("alert")).to_contain_text("Kundennummer oder Kennwort stimmen nicht.")


def test_a6_the_answer_is_the_same_for_a_stranger(page: Page, new_page, erika):
    stranger = new_page()
    ask(page, erika.number, "erika@example.org")
    ask(stranger, "4999999990", "niemand@example.org")
    expect(heading(page)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    expect(heading(stranger)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    assert page.get_by_role("main").inner_text() == stranger.get_by_role("main").inner_text()
    assert Mailbox(stranger, "niemand@example.org").subjects() == []


def test_a6_not_before_the_first_login(page: Page, new_page, max):
    ask(page, max.number, "max@example.org")
    expect(heading(page)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    assert Mailbox(new_page(), "max@example.org").subjects() == []


def test_a7_a_one_time_password_from_the_service_centre_must_be_changed(page: Page, erika):
    code = issue_service_password(login=erika.login, actor=system("test"), now=timezone.now())
    log_in(page, erika.number, code.lower())
    expect(heading(page)).to_have_text("Eigenes Kennwort wählen")
    choose_password(page, OWN_PASSWORD)
    log_in(page, erika.number, OWN_PASSWORD)
    expect(heading(page)).to_contain_text("Erika Mustermann")
