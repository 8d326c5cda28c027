"""How long a session lasts, what survives its end, which devices are inside (A8, A9, A14, A16, A18, A19, L5)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Access, LoginSession, NotificationAddress
from portal.access.scope import Scope
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, choose_password, follow, log_in, type_in
from tests.cast import Person, make_customer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_mode")]
MESSAGE = "Guten Tag,\nseit gestern ist mein Anschluss gestört."
NEW_PASSWORD = "Herbst-Laub-9"


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def open_security(page: Page) -> None:
    """Through the menu, as people do."""
    follow(page, "/sicherheit/")
    expect(heading(page)).to_have_text("Sicherheit")


def type_message(page: Page) -> None:
    page.goto("/kontakt/")
    page.get_by_label("Ihre Nachricht").fill(MESSAGE)


def let_the_proof_age(person: Person) -> None:
    LoginSession.objects.filter(login=person.login).update(proof_at=timezone.now() - timedelta(minutes=6))


def test_a9_warned_then_logged_out_and_the_form_is_back_after_the_login(page: Page, erika, settings):
    log_in(page, erika.number, erika.password)
    settings.SESSION_IDLE_SECONDS = 6
    settings.SESSION_WARNING_SECONDS = 3
    type_message(page)
    expect(page.locator(".account [data-session-left]")).to_have_text(re.compile(r"^00:0[456]$"))
    dialog = page.get_by_role("dialog", name="Sind Sie noch da?")
    expect(dialog).to_be_hidden()
    expect(dialog).to_be_visible()
    page.wait_for_url("**/anmelden/**", timeout=15_000)
    expect(page.get_by_role("main")).to_contain_text("ohne Aktivität automatisch abgemeldet.")
    assert_accessible(page)
    settings.SESSION_IDLE_SECONDS = 1500
    type_in(page, erika.number, erika.password)
    expect(heading(page)).to_have_text("Kontakt")
    expect(page.get_by_label("Ihre Nachricht")).to_have_value(MESSAGE)
    expect(page.get_by_role("main")).to_contain_text("steht wieder im Formular")
    assert_accessible(page)
    page.get_by_role("button", name="Verwerfen und neu beginnen").click()
    expect(page.get_by_label("Ihre Nachricht")).to_have_value("")


def test_a9_staying_logged_in_with_the_button_and_with_escape(page: Page, erika, settings):
    log_in(page, erika.number, erika.password)
    settings.SESSION_IDLE_SECONDS = 6
    settings.SESSION_WARNING_SECONDS = 4
    type_message(page)
    dialog = page.get_by_role("dialog", name="Sind Sie noch da?")
    expect(dialog).to_be_visible()
    page.get_by_role("button", name="Angemeldet bleiben").click()
    expect(dialog).to_be_hidden()
    expect(dialog).to_be_visible()
    settings.SESSION_IDLE_SECONDS = 1500
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".account [data-session-left]")).to_have_text(re.compile(r"^24:5\d$"))
    expect(page.get_by_label("Ihre Nachricht")).to_have_value(MESSAGE)


def test_a9_another_tab_keeps_this_one_inside(page: Page, erika, settings):
    log_in(page, erika.number, erika.password)
    settings.SESSION_IDLE_SECONDS = 5
    settings.SESSION_WARNING_SECONDS = 2
    page.goto("/sicherheit/")
    settings.SESSION_IDLE_SECONDS = 1500
    other = page.context.new_page()
    other.goto("/sicherheit/")
    expect(page.locator(".account [data-session-left]")).to_have_text(re.compile(r"^2[45]:\d\d$"))


def test_a9_without_javascript_the_end_is_told_and_the_late_form_is_back(new_page, erika, settings):
    page = new_page(java_script_enabled=False)
    log_in(page, erika.number, erika.password)
    page.goto("/sicherheit/e-mail/")
    expect(page.get_by_role("banner")).to_contain_text(re.compile(r"Automatische Abmeldung um \d\d:\d\d"))
    page.get_by_label("Neue E-Mail-Adresse").fill("neu@example.org")
    LoginSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=30))
    settings.SESSION_IDLE_SECONDS = 0
    page.get_by_role("button", name="Link schicken").click()
    expect(heading(page)).to_have_text("Anmelden")
    settings.SESSION_IDLE_SECONDS = 1500
    type_in(page, erika.number, erika.password)
    expect(page.get_by_label("Neue E-Mail-Adresse")).to_have_value("neu@example.org")
    assert Mailbox(new_page(), "neu@example.org").subjects() == []


def test_a18_other_devices_are_seen_and_logged_out(page: Page, new_page, erika):
    other = new_page(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/605.1")
    log_in(other, erika.number, erika.password)
    log_in(page, erika.number, erika.password)
    open_security(page)
    rows = page.get_by_role("table", name="Aktive Sitzungen").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Dieses Gerät")
    expect(rows.nth(1)).to_contain_text("Safari, iPhone")
    assert_accessible(page)
    rows.nth(1).get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("status")).to_contain_text("Das Gerät ist abgemeldet.")
    expect(rows).to_have_count(1)
    other.goto("/")
    expect(heading(other)).to_have_text("Anmelden")
    page.get_by_role("link", name="Anmeldeverlauf").click()
    expect(page.get_by_role("table").locator("tbody tr")).to_contain_text(["von einem anderen Gerät beendet"])
    assert_accessible(page)


def test_a18_all_others_at_once(page: Page, new_page, erika):
    others = [new_page(), new_page()]
    for other in others:
        log_in(other, erika.number, erika.password)
    log_in(page, erika.number, erika.password)
    open_security(page)
    page.get_by_role("button", name="Alle anderen Geräte abmelden").click()
    expect(page.get_by_role("status")).to_contain_text("2 andere Geräte sind abgemeldet.")
    for other in others:
        other.goto("/")
        expect(heading(other)).to_have_text("Anmelden")
    page.goto("/sicherheit/")
    expect(heading(page)).to_have_text("Sicherheit")


def test_a8_change_of_the_portal_password(page: Page, new_page, erika):
    log_in(page, erika.number, erika.password)
    open_security(page)
    page.get_by_role("link", name="Portalkennwort ändern").click()
    assert_accessible(page)
    page.get_by_label("Bisheriges Kennwort").fill("Falsch-1234")
    choose_password(page, NEW_PASSWORD)
    expect(page.get_by_role("alert").first).to_contain_text("Das ist nicht Ihr aktuelles Kennwort.")
    assert_accessible(page)
    page.get_by_label("Bisheriges Kennwort").fill(erika.password)
    choose_password(page, NEW_PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("Ihr neues Kennwort ist gespeichert.")
    type_in(page, erika.number, NEW_PASSWORD)
    expect(heading(page)).to_contain_text("Erika Mustermann")
    assert Mailbox(new_page(), "erika@example.org").subjects() == ["Ihr Kennwort wurde geändert"]


def test_a19_another_address_after_the_proof_with_a_mistake_corrected(page: Page, new_page, erika, watch):
    watch.allow("410")
    log_in(page, erika.number, erika.password)
    let_the_proof_age(erika)
    open_security(page)
    page.get_by_role("link", name="Adresse ändern").click()
    expect(heading(page)).to_have_text("Bitte bestätigen Sie Ihr Kennwort")
    assert_accessible(page)
    page.get_by_label("Kennwort", exact=True).fill(erika.password)
    page.get_by_role("button", name="Weiter").click()
    expect(heading(page)).to_have_text("Benachrichtigungsadresse")
    for address in ("nue@example.org", "neu@example.org"):
        page.get_by_label("Neue E-Mail-Adresse").fill(address)
        page.get_by_role("button", name="Link schicken").click()
        expect(page.get_by_role("main")).to_contain_text(f"Wir haben einen Link an {address} gesendet.")
    assert_accessible(page)
    wrong = Mailbox(new_page(), "nue@example.org").follow_link()
    expect(heading(wrong)).to_have_text("Dieser Link gilt nicht")
    assert NotificationAddress.objects.get(login=erika.login).email == "erika@example.org"
    confirmed = Mailbox(new_page(), "neu@example.org").confirm()
    expect(confirmed.get_by_role("main")).to_contain_text("Ab jetzt schreiben wir an diese Adresse.")
    page.goto("/sicherheit/")
    expect(page.get_by_role("main")).to_contain_text("neu@example.org")
    assert Mailbox(new_page(), "erika@example.org").subjects() == [
        "Ihre E-Mail-Adresse wurde geändert",
        "Ihre E-Mail-Adresse soll geändert werden",
        "Ihre E-Mail-Adresse soll geändert werden",
    ]


def test_a14_a_form_that_came_too_late_for_the_proof_is_sent_once_more(page: Page, new_page, erika):
    log_in(page, erika.number, erika.password)
    page.goto("/sicherheit/e-mail/")
    page.get_by_label("Neue E-Mail-Adresse").fill("neu@example.org")
    let_the_proof_age(erika)
    page.get_by_role("button", name="Link schicken").click()
    expect(page.get_by_role("main")).to_contain_text("Es ist noch nichts ausgeführt.")
    page.get_by_label("Kennwort", exact=True).fill(erika.password)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_label("Neue E-Mail-Adresse")).to_have_value("neu@example.org")
    mailbox = Mailbox(new_page(), "neu@example.org")
    assert mailbox.subjects() == []
    page.get_by_role("button", name="Link schicken").click()
    expect(page.get_by_role("main")).to_contain_text("Wir haben einen Link an neu@example.org gesendet.")
    assert len(mailbox.subjects()) == 1


def test_a16_another_customer_number_and_an_old_tab(page: Page, new_page, erika, watch):
    other = make_customer("4111111111", first_name="Karl", last_name="Behrens")
    Access.objects.create(login=erika.login, customer=other, scope=Scope.FULL)
    log_in(page, erika.number, erika.password)
    expect(heading(page)).to_contain_text("Karl Behrens")
    old_tab = page.context.new_page()
    old_tab.goto("/sicherheit/e-mail/")
    page.locator(".switcher summary").click()
    page.get_by_role("button", name=erika.number).click()
    expect(heading(page)).to_contain_text("Erika Mustermann")
    assert_accessible(page)
    watch.allow("409")
    old_tab.get_by_label("Neue E-Mail-Adresse").fill("neu@example.org")
    old_tab.get_by_role("button", name="Link schicken").click()
    expect(heading(old_tab)).to_have_text("Jetzt ist eine andere Kundennummer gewählt")
    assert Mailbox(new_page(), "neu@example.org").subjects() == []


def test_l5_messages_are_read_again(page: Page, phone: Page, erika):
    log_in(page, erika.number, erika.password)
    page.goto("/sicherheit/e-mail/")
    page.get_by_label("Neue E-Mail-Adresse").fill("neu@example.org")
    page.get_by_role("button", name="Link schicken").click()
    follow(page, "/nachrichten/")
    assert_accessible(page)
    page.get_by_role("link", name="Bitte bestätigen Sie Ihre E-Mail-Adresse").click()
    expect(page.get_by_role("main")).to_contain_text("••••••••")
    assert_accessible(page)
    log_in(phone, erika.number, erika.password)
    phone.goto("/nachrichten/")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(phone)


def test_l1_nothing_overflows_on_a_phone(phone: Page, erika):
    log_in(phone, erika.number, erika.password)
    pages = ["/sicherheit/", "/sicherheit/anmeldungen/", "/sicherheit/kennwort/", "/sicherheit/e-mail/"]
    for path in [*pages, "/sicherheit/rechnungskennwort/", "/anmelden/bestaetigen/?formular=1"]:
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, path
        assert_accessible(phone)
