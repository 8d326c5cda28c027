"""The first login, played through (A2, A3, A4, A5, A8)."""

import pytest
from playwright.sync_api import Page, expect

from accounts.hashing import matches
from tests.browser.accessible import assert_accessible
from tests.browser.doors import choose_password, confirm, link_in, log_in, mails_to
from tests.cast import INITIAL_PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
OWN_PASSWORD = "Herbst-Laub-9"


def give_email(page: Page, email: str) -> None:
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="schicken").last.click()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def to_the_password(page: Page, new_page, person) -> None:
    log_in(page, person.number, person.password)
    give_email(page, "max@example.org")
    confirm(new_page, mails_to("max@example.org")[-1])
    log_in(page, person.number, person.password)
    expect(heading(page)).to_have_text("Eigenes Kennwort wählen")


def test_a3_from_the_initial_password_to_the_start_page(page: Page, new_page, max):
    log_in(page, max.number, max.password)
    expect(heading(page)).to_have_text("Ihre E-Mail-Adresse")
    assert_accessible(page)
    give_email(page, "max@example.org")
    expect(heading(page)).to_have_text("Bitte bestätigen Sie Ihre E-Mail-Adresse")
    expect(page.get_by_role("main")).to_contain_text("max@example.org")
    assert_accessible(page)
    (message,) = mails_to("max@example.org")
    assert message.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    mailbox = new_page()
    mailbox.goto(link_in(message))
    assert_accessible(mailbox)
    mailbox.get_by_role("button", name="E-Mail-Adresse bestätigen").click()
    expect(heading(mailbox)).to_have_text("Danke, Ihre E-Mail-Adresse ist bestätigt")
    mailbox.goto("/")
    expect(heading(mailbox)).to_have_text("Anmelden")  # the link logs nobody in
    log_in(page, max.number, max.password)
    expect(heading(page)).to_have_text("Eigenes Kennwort wählen")
    assert_accessible(page)
    choose_password(page, OWN_PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("Ihr neues Kennwort ist gespeichert.")
    log_in(page, max.number, OWN_PASSWORD)
    expect(heading(page)).to_contain_text("Max Musterfrau")


def test_a2_the_initial_password_opens_no_page_of_the_portal(page: Page, max):
    log_in(page, max.number, max.password)
    expect(heading(page)).to_have_text("Ihre E-Mail-Adresse")
    page.goto("/")
    expect(heading(page)).to_have_text("Anmelden")
    page.goto("/erste-anmeldung/kennwort/")
    expect(heading(page)).to_have_text("Anmelden")


def test_a2_the_own_password_uses_the_initial_one_up(page: Page, new_page, max):
    to_the_password(page, new_page, max)
    choose_password(page, OWN_PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("Ihr neues Kennwort ist gespeichert.")
    log_in(page, max.number, INITIAL_PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("Kundennummer oder Kennwort stimmen nicht.")


def test_a3_a_mistyped_address_can_be_corrected(page: Page, new_page, watch, max):
    watch.allow("410")
    log_in(page, max.number, max.password)
    give_email(page, "mex@example.org")
    expect(page.get_by_role("main")).to_contain_text("mex@example.org")
    give_email(page, "max@example.org")
    expect(page.get_by_role("main")).to_contain_text("max@example.org")
    mailbox = new_page()
    mailbox.goto(link_in(mails_to("mex@example.org")[0]))
    expect(heading(mailbox)).to_have_text("Dieser Link gilt nicht")
    assert_accessible(mailbox)
    confirmed = confirm(new_page, mails_to("max@example.org")[0])
    expect(heading(confirmed)).to_have_text("Danke, Ihre E-Mail-Adresse ist bestätigt")


def test_a3_the_mail_can_be_sent_again(page: Page, new_page, max):
    log_in(page, max.number, max.password)
    give_email(page, "max@example.org")
    page.get_by_role("button", name="E-Mail noch einmal schicken").click()
    expect(page.get_by_role("status")).to_contain_text("Wir haben Ihnen eine E-Mail geschickt.")
    first, second = mails_to("max@example.org")
    assert link_in(first) != link_in(second)
    expect(heading(confirm(new_page, second))).to_have_text("Danke, Ihre E-Mail-Adresse ist bestätigt")


def test_a4_the_telephone_password_stays_the_original_one(page: Page, new_page, max):
    to_the_password(page, new_page, max)
    choose_password(page, OWN_PASSWORD)
    expect(heading(page)).to_have_text("Anmelden")
    max.customer.refresh_from_db()
    assert matches(INITIAL_PASSWORD, max.customer.telephone_password)


def test_a5_the_rule_follows_the_typing_and_the_server_decides(page: Page, new_page, max):
    to_the_password(page, new_page, max)
    field = page.get_by_label("Neues Kennwort", exact=True)
    length, kinds = page.locator("[data-rule=length]"), page.locator("[data-rule=kinds]")
    for typed, is_long, has_kinds in [
        ("kurz", "no", "no"),
        ("Kurz-", "no", "yes"),
        ("sommerlaub", "yes", "no"),
        ("Sommer Laub", "yes", "yes"),
        ("sommerlaubwiesen", "yes", "yes"),
        ("😀😀😀A", "no", "yes"),
    ]:
        field.fill(typed)
        expect(length).to_have_attribute("data-met", is_long)
        expect(kinds).to_have_attribute("data-met", has_kinds)
    for refused, reason in [
        ("sommerlaub", "Bitte verwenden Sie zwei davon"),
        ("Musterfrau-77", "weder Ihre Kundennummer noch Ihren Namen oder Ihre Adresse"),
        ("Password1", "leicht zu erraten"),
        (INITIAL_PASSWORD, "haben Sie von uns erhalten"),
    ]:
        choose_password(page, refused)
        expect(page.get_by_role("alert")).to_contain_text(reason)
    assert_accessible(page)
    choose_password(page, "sommerlaubwiesen")
    expect(page.get_by_role("status")).to_contain_text("Ihr neues Kennwort ist gespeichert.")


def test_a8_a_notice_goes_out(page: Page, new_page, max):
    to_the_password(page, new_page, max)
    choose_password(page, OWN_PASSWORD)
    expect(heading(page)).to_have_text("Anmelden")
    assert mails_to("max@example.org")[-1].subject == "Ihr Kennwort wurde geändert"
