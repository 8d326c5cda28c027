"""The first login, played through (A2, A3, A4, A5, A8)."""

import pytest
from playwright.sync_api import Page, expect

from accounts.hashing import matches
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, choose_password, log_in
from tests.cast import INITIAL_PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_mode")]
OWN_PASSWORD = "Herbst-Laub-9"


def give_email(page: Page, email: str) -> None:
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="schicken").last.click()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


@pytest.fixture
def mailbox(new_page) -> Mailbox:
    return Mailbox(new_page(), "max@example.org")


def to_the_password(page: Page, mailbox: Mailbox, person) -> None:
    log_in(page, person.number, person.password)
    give_email(page, "max@example.org")
    expect(heading(page)).to_have_text("Bitte bestätigen Sie Ihre E-Mail-Adresse")
    mailbox.confirm()
    log_in(page, person.number, person.password)
    expect(heading(page)).to_have_text("Eigenes Kennwort wählen")


def test_a3_from_the_initial_password_to_the_start_page(page: Page, mailbox: Mailbox, max):
    log_in(page, max.number, max.password)
    expect(heading(page)).to_have_text("Ihre E-Mail-Adresse")
    assert_accessible(page)
    give_email(page, "max@example.org")
    expect(heading(page)).to_have_text("Bitte bestätigen Sie Ihre E-Mail-Adresse")
    expect(page.get_by_role("main")).to_contain_text("max@example.org")
    assert_accessible(page)
    assert mailbox.subjects() == ["Bitte bestätigen Sie Ihre E-Mail-Adresse"]
    assert_accessible(mailbox.follow_link())
    confirmed = mailbox.confirm()
    expect(heading(confirmed)).to_have_text("Danke, Ihre E-Mail-Adresse ist bestätigt")
    assert_accessible(confirmed)
    confirmed.goto("/")
    expect(heading(confirmed)).to_have_text("Anmelden")  # the link logs nobody in
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


def test_a2_the_own_password_uses_the_initial_one_up(page: Page, mailbox: Mailbox, max):
    to_the_password(page, mailbox, max)
    choose_password(page, OWN_PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("Ihr neues Kennwort ist gespeichert.")
    log_in(page, max.number, INITIAL_PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("Kundennummer oder Kennwort stimmen nicht.")


def test_a3_a_mistyped_address_can_be_corrected(page: Page, new_page, mailbox: Mailbox, watch, max):
    watch.allow("410")
    log_in(page, max.number, max.password)
    give_email(page, "mex@example.org")
    expect(page.get_by_role("main")).to_contain_text("mex@example.org")
    give_email(page, "max@example.org")
    expect(page.get_by_role("main")).to_contain_text("max@example.org")
    void = Mailbox(new_page(), "mex@example.org").follow_link()
    expect(heading(void)).to_have_text("Dieser Link gilt nicht")
    assert_accessible(void)
    expect(heading(mailbox.confirm())).to_have_text("Danke, Ihre E-Mail-Adresse ist bestätigt")


def test_a3_the_mail_can_be_sent_again(page: Page, mailbox: Mailbox, max):
    log_in(page, max.number, max.password)
    give_email(page, "max@example.org")
    page.get_by_role("button", name="E-Mail noch einmal schicken").click()
    expect(page.get_by_role("status")).to_contain_text("Wir haben Ihnen eine E-Mail geschickt.")
    assert len(mailbox.subjects()) == 2
    expect(heading(mailbox.confirm())).to_have_text("Danke, Ihre E-Mail-Adresse ist bestätigt")


def test_a4_the_telephone_password_stays_the_original_one(page: Page, mailbox: Mailbox, max):
    to_the_password(page, mailbox, max)
    choose_password(page, OWN_PASSWORD)
    expect(heading(page)).to_have_text("Anmelden")
    max.customer.refresh_from_db()
    assert matches(INITIAL_PASSWORD, max.customer.telephone_password)


def test_a5_the_rule_follows_the_typing_and_the_server_decides(page: Page, mailbox: Mailbox, max):
    to_the_password(page, mailbox, max)
    page.wait_for_load_state()  # the rules listen once their module has come
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


def test_a8_a_notice_goes_out(page: Page, mailbox: Mailbox, max):
    to_the_password(page, mailbox, max)
    choose_password(page, OWN_PASSWORD)
    expect(heading(page)).to_have_text("Anmelden")
    assert mailbox.subjects()[0] == "Ihr Kennwort wurde geändert"
