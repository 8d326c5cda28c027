"""K1, K2, A1, A4, A7, A15: the service centre in a browser, from its login page."""

import pytest
from django.utils import timezone
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from accounts.models import Login
from portal.access import throttle
from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup
from tests.browser.service_centre import assert_admin_accessible, log_in_staff, open_customer
from tests.cast import INITIAL_PASSWORD, STAFF_PASSWORD, Person
from tests.staff.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def karin(db: None) -> Login:
    return make_staff("karin", StaffGroup.SERVICE)


@pytest.fixture
def leitung(db: None) -> Login:
    return make_staff("leitung", StaffGroup.LEAD)


def test_k1_a13_the_first_login_sets_up_the_factor_and_the_next_asks_for_it(page: Page, db: None):
    login = make_staff("neu", StaffGroup.SERVICE, factor=False)
    page.goto("/verwaltung/")
    assert_admin_accessible(page)
    page.get_by_label("Benutzername").fill("neu")
    page.get_by_label("Kennwort", exact=True).fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor einrichten")
    picture = page.get_by_alt_text("Der Schlüssel als QR-Code")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    assert_admin_accessible(page)
    secret = page.locator("code.number").inner_text().replace(" ", "")
    page.get_by_label("Code aus Ihrer App").fill("000000")
    page.get_by_role("button", name="Einrichten").click()
    expect(page.get_by_role("alert")).to_contain_text("passt nicht")
    page.get_by_label("Code aus Ihrer App").fill(_code(secret))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Wiederherstellungscodes")
    expect(page.locator("code.number")).to_have_count(10)
    assert_admin_accessible(page)
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Übersicht")
    page.get_by_role("button", name="Abmelden").click()
    log_in_staff(page, login)
    assert_admin_accessible(page)


def _code(secret: str) -> str:
    from base64 import b32decode

    return f"{totp(b32decode(secret)):06d}"


def test_k1_a_wrong_code_stays_outside(page: Page, karin: Login):
    page.goto("/verwaltung/")
    page.get_by_label("Benutzername").fill("karin")
    page.get_by_label("Kennwort", exact=True).fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Code aus Ihrer App").fill("123456")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("Dieser Code ist falsch")
    assert_admin_accessible(page)
    page.goto("/verwaltung/accounts/customer/")
    expect(page.get_by_label("Benutzername")).to_be_visible()


def test_k2_a4_a_caller_is_found_and_verified(page: Page, karin: Login, erika: Person):
    log_in_staff(page, karin)
    page.goto("/verwaltung/accounts/customer/")
    assert_admin_accessible(page)
    open_customer(page, "0511 123456", "Erika Mustermann")
    expect(page.get_by_text("DE89 … 3000")).to_be_visible()
    assert_admin_accessible(page)
    page.get_by_role("link", name="Telefonkennwort prüfen").click()
    page.get_by_label("Was der Anrufer nennt").fill("Falsch-Wort-1")
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_role("status")).to_have_text("Es stimmt nicht.")
    page.get_by_label("Was der Anrufer nennt").fill(INITIAL_PASSWORD)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.get_by_role("status")).to_contain_text("Es stimmt: Der Anrufer kennt")
    assert INITIAL_PASSWORD not in page.content()
    assert_admin_accessible(page)
    actions = AuditEntry.objects.filter(customer_id=erika.customer.pk).order_by("id")
    assert [entry.action for entry in actions] == [
        "customer.viewed",
        "customer.caller_not_verified",
        "customer.caller_verified",
    ]


def test_a7_a_customer_gets_in_with_what_staff_printed(page: Page, new_page, karin: Login, erika: Person):
    log_in_staff(page, karin)
    open_customer(page, erika.number, "Erika Mustermann")
    page.get_by_role("link", name="Neues Einmalkennwort").click()
    assert_admin_accessible(page)
    page.get_by_role("button", name="Einmalkennwort ausstellen").click()
    password = page.locator(".one-time-password code").inner_text()
    assert_admin_accessible(page)
    customer = new_page()
    customer.goto("/anmelden/")
    customer.get_by_label("Kundennummer").fill(erika.number)
    customer.get_by_label("Kennwort", exact=True).fill(password)
    customer.get_by_role("button", name="Anmelden").click()
    expect(customer).to_have_url(f"{_site(customer)}/erste-anmeldung/kennwort/")
    page.reload()
    page.goto(f"/verwaltung/accounts/customer/{erika.customer.pk}/change/")
    assert password not in page.content()


def _site(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def test_a15_staff_unlock_a_customer(page: Page, karin: Login, erika: Person):
    for _n in range(5):
        throttle.attempt("login", identifier=erika.number, address="127.0.0.1", now=timezone.now())
    log_in_staff(page, karin)
    open_customer(page, erika.number, "Erika Mustermann")
    expect(page.get_by_text("Nach Fehlversuchen gesperrt bis")).to_be_visible()
    page.get_by_role("button", name="Entsperren").click()
    expect(page.get_by_text("Der Kunde kann sich wieder anmelden.")).to_be_visible()
    expect(page.get_by_text("Zurzeit besteht keine Sperre.")).to_be_visible()
    tried = throttle.attempt("login", identifier=erika.number, address="127.0.0.1", now=timezone.now())
    assert tried.allowed


def test_a18_staff_end_every_session_of_a_customer(page: Page, new_page, karin: Login, erika: Person):
    customer = new_page()
    customer.goto("/anmelden/")
    customer.get_by_label("Kundennummer").fill(erika.number)
    customer.get_by_label("Kennwort", exact=True).fill(erika.password)
    customer.get_by_role("button", name="Anmelden").click()
    expect(customer.get_by_role("button", name="Abmelden")).to_be_visible()
    log_in_staff(page, karin)
    open_customer(page, erika.number, "Erika Mustermann")
    page.get_by_role("link", name="Alle Sitzungen beenden").click()
    assert_admin_accessible(page)
    page.get_by_role("button", name="Alle Sitzungen beenden").click()
    expect(page.get_by_text("1 Sitzung wurde beendet.")).to_be_visible()
    customer.goto("/")
    expect(customer.get_by_label("Kundennummer")).to_be_visible()


def test_a1_what_the_lead_writes_stands_on_the_login_page(page: Page, new_page, leitung: Login):
    log_in_staff(page, leitung, "/verwaltung/shell/announcement/add/")
    page.get_by_label("Titel (Deutsch)").fill("Wartung am Samstag")
    page.get_by_label("Text (Deutsch)").fill("Von 2 bis 4 Uhr ruht das Kundencenter.")
    assert_admin_accessible(page)
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("link", name="Wartung am Samstag").first).to_be_visible()
    assert_admin_accessible(page)
    visitor = new_page()
    visitor.goto("/anmelden/")
    expect(visitor.get_by_text("Wartung am Samstag")).to_be_visible()
    expect(visitor.get_by_text("Von 2 bis 4 Uhr ruht das Kundencenter.")).to_be_visible()


def test_k4_the_auditor_reads_the_trail(page: Page, erika: Person):
    log_in_staff(page, make_staff("revision", StaffGroup.AUDITOR), "/verwaltung/audit/auditentry/")
    assert_admin_accessible(page)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_text("staff.logged_in")).to_be_visible()
    assert_admin_accessible(page)


def test_l1_the_lead_manages_staff_on_accessible_pages(page: Page, leitung: Login, karin: Login):
    log_in_staff(page, leitung, "/verwaltung/accounts/login/")
    assert_admin_accessible(page)
    page.locator("#result_list").get_by_role("link", name="karin").click()
    assert_admin_accessible(page)
    page.get_by_role("link", name="Zweiten Faktor entfernen").click()
    assert_admin_accessible(page)
    page.get_by_label("Begründung").fill("Telefon verloren")
    page.get_by_role("button", name="Zweiten Faktor entfernen").click()
    expect(page.get_by_text("Der Faktor wurde entfernt.")).to_be_visible()
    assert not karin.totpdevice_set.exists()


def test_a5_staff_change_their_password(page: Page, karin: Login):
    log_in_staff(page, karin, "/verwaltung/kennwort/")
    page.get_by_label("Bisheriges Kennwort").fill(STAFF_PASSWORD)
    page.get_by_label("Neues Kennwort", exact=True).fill("Neues-Zimmer-77")
    page.get_by_label("Neues Kennwort noch einmal").fill("Neues-Zimmer-77")
    assert_admin_accessible(page)
    page.get_by_role("button", name="Kennwort ändern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Servicecenter")
    assert Login.objects.get(pk=karin.pk).check_password("Neues-Zimmer-77")
