"""C11 in a browser: from the footer of the login page to the receipt, and on to the service centre."""

import re

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Declaration
from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, log_in
from tests.browser.service_centre import assert_admin_accessible, log_in_staff
from tests.cast import Person
from tests.contracts.declared import make_product
from tests.staff.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def follow_footer(page: Page, name: str) -> None:
    """From the login page, as everybody can."""
    page.goto("/anmelden/")
    page.get_by_role("contentinfo").get_by_role("link", name=name).click()


def fill_in(page: Page, contract: str) -> None:
    page.get_by_label("Ihr Name").fill("Erika Mustermann")
    page.get_by_label("Um welchen Vertrag geht es?").fill(contract)
    page.get_by_label("Ihre E-Mail-Adresse").fill("erika@example.net")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


@pytest.mark.usefixtures("demo_mode")
def test_c11_a_contract_is_terminated_without_login_and_the_case_is_answered(page: Page, new_page):
    follow_footer(page, "Verträge hier kündigen")
    expect(heading(page)).to_have_text("Vertrag kündigen")
    assert_accessible(page)
    page.get_by_label("außerordentliche Kündigung").check()
    page.get_by_role("button", name="jetzt kündigen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text(
        "Eine außerordentliche Kündigung braucht eine Begründung."
    )
    assert_accessible(page)
    fill_in(page, "Internet 100, 0511 123456")
    page.get_by_role("textbox", name="Begründung").fill("Seit drei Wochen kein Netz.")
    page.get_by_label("Der Vertrag soll enden am").fill("2027-01-31")
    page.get_by_role("button", name="jetzt kündigen").click()
    expect(heading(page)).to_have_text("Eingangsbestätigung Ihrer Kündigung")
    assert_accessible(page)
    number = Declaration.objects.get().number
    main = page.get_by_role("main")
    for told in (number, "Internet 100, 0511 123456", "Seit drei Wochen kein Netz.", "31.01.2027"):
        expect(main).to_contain_text(told)
    expect(main).to_contain_text(re.compile(r"Eingegangen am \d\d\.\d\d\.\d{4}, \d\d:\d\d\sUhr"))
    with page.expect_download() as kept:
        page.get_by_role("link", name="Als PDF herunterladen").click()
    assert number in kept.value.suggested_filename
    mailbox = Mailbox(new_page(), "erika@example.net")
    assert mailbox.subjects() == [f"Eingangsbestätigung Ihrer Kündigung {number}"]
    assert "Seit drei Wochen kein Netz." in mailbox.open()
    office = new_page()
    log_in_staff(office, make_staff("karin", StaffGroup.SERVICE), "/verwaltung/contracts/declaration/")
    assert_admin_accessible(office)
    office.locator("#result_list").get_by_role("link", name=number).click()
    expect(office.get_by_text("Ohne Anmeldung gesendet")).to_be_visible()
    assert_admin_accessible(office)
    office.get_by_role("button", name="Übernehmen").click()
    office.get_by_role("link", name="Erledigt, mit Antwort").click()
    assert_admin_accessible(office)
    office.get_by_label("Antwort an die Person").fill("Ihr Vertrag endet am 31.01.2027.")
    office.get_by_role("button", name="Antwort senden").click()
    expect(office.get_by_text(f"Die Antwort zu {number} ist unterwegs.")).to_be_visible()
    assert mailbox.subjects()[0] == f"Antwort auf Ihre Kündigung {number}"
    assert "Ihr Vertrag endet am 31.01.2027." in mailbox.open()


def test_c11_withdrawal_without_javascript_on_a_phone_in_two_clicks(new_page):
    phone = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    follow_footer(phone, "Vertrag widerrufen")
    expect(heading(phone)).to_have_text("Vertrag widerrufen")
    fill_in(phone, "Auftrag A-100001")
    phone.get_by_role("button", name="Widerruf bestätigen").click()
    expect(heading(phone)).to_have_text("Eingangsbestätigung Ihres Widerrufs")
    declaration = Declaration.objects.get()
    expect(phone.get_by_role("main")).to_contain_text(declaration.number)
    mail = OutgoingMail.objects.get(kind="declaration_received")
    assert (mail.to, declaration.kind) == ("erika@example.net", "withdrawal")


def test_c11_both_pages_are_accessible_on_a_phone(phone: Page):
    follow_footer(phone, "Vertrag widerrufen")
    assert_accessible(phone)
    fill_in(phone, "Auftrag A-100001, " + "x" * 200)
    phone.get_by_role("button", name="Widerruf bestätigen").click()
    expect(heading(phone)).to_have_text("Eingangsbestätigung Ihres Widerrufs")
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow_footer(phone, "Verträge hier kündigen")
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_c11_logged_in_the_contract_is_chosen(page: Page, erika: Person):
    product = make_product(erika.customer)
    log_in(page, erika.number, erika.password)
    page.get_by_role("contentinfo").get_by_role("link", name="Verträge hier kündigen").click()
    expect(page.get_by_label("Ihr Name")).to_have_value("Erika Mustermann")
    expect(page.get_by_label("Kundennummer")).to_have_value(erika.number)
    page.get_by_label("Um welchen Vertrag geht es?").select_option(value=f"product-{product.pk}")
    assert_accessible(page)
    page.get_by_role("button", name="jetzt kündigen").click()
    expect(heading(page)).to_have_text("Eingangsbestätigung Ihrer Kündigung")
    declaration = Declaration.objects.get()
    assert (declaration.customer, declaration.product, declaration.channel) == (
        erika.customer,
        product,
        "portal",
    )
