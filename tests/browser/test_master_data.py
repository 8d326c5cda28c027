"""The master data and the orders about them, from the login page on (B1–B4, B6)."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import LoginSession, PaymentDetails
from contracts.models import DialInAccess, Order
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def main(page: Page):
    return page.get_by_role("main")


def open_master_data(page: Page, person: Person) -> None:
    load_demo_catalogue()
    log_in(page, person.number, person.password)
    follow(page, "/stammdaten/")
    expect(heading(page)).to_have_text("Stammdaten")


def check_and_place(page: Page) -> Order:
    """From the filled form over the check page to the list of orders."""
    page.get_by_role("button", name="Weiter: Auftrag prüfen").click()
    expect(heading(page)).to_have_text("Bitte prüfen Sie Ihren Auftrag")
    assert_accessible(page)
    main(page).locator("form:has([name=checked]) button").click()
    expect(heading(page)).to_have_text("Vielen Dank für Ihren Auftrag")
    placed = Order.objects.latest("pk")
    follow(page, "/auftraege/")
    expect(main(page)).to_contain_text(placed.number)
    return placed


def test_b1_everything_we_know_and_the_way_to_change_it(page: Page, phone: Page, erika: Person) -> None:
    open_master_data(page, erika)
    for told in ("4999999999", "Erika Mustermann", "12.08.1980", "Mailänder Straße 2", "DE89 … 3000"):
        expect(main(page)).to_contain_text(told)
    assert_accessible(page)
    page.get_by_role("link", name="So ändern Sie Namen und Anschriften").click()
    page.get_by_role("link", name="Dem Servicecenter schreiben").click()
    expect(heading(page)).to_have_text("Kontakt")
    log_in(phone, erika.number, erika.password)
    phone.goto("/stammdaten/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_b2_new_bank_details_after_the_proof(page: Page, erika: Person) -> None:
    open_master_data(page, erika)
    LoginSession.objects.update(proof_at=timezone.now() - timedelta(minutes=6))
    page.get_by_role("link", name="Bankverbindung ändern").click()
    expect(heading(page)).to_have_text("Bitte bestätigen Sie Ihr Kennwort")
    page.get_by_label("Kennwort", exact=True).fill(erika.password)
    page.get_by_role("button", name="Weiter").click()
    expect(heading(page)).to_have_text("Bankverbindung ändern")
    expect(main(page)).to_contain_text("DE98ZZZ09999999999")
    iban = page.get_by_label("IBAN")
    iban.press_sequentially("NL92 ABNA 0417 1643 00")
    expect(main(page).get_by_role("status")).to_contain_text("Prüfziffern")
    iban.fill("NL91 ABNA 0417 1643 00")
    expect(main(page).get_by_role("status")).to_contain_text("ABN AMRO BANK")
    assert_accessible(page)
    page.get_by_role("button", name="Weiter: Auftrag prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Ohne das Mandat")
    assert_accessible(page)
    page.get_by_label("Ich erteile dieses SEPA-Lastschriftmandat.").check()
    placed = check_and_place(page)
    follow(page, "/stammdaten/")
    expect(main(page)).to_contain_text(f"Änderung beauftragt: {placed.number}")
    assert PaymentDetails.objects.get(customer=erika.customer).iban == "DE89370400440532013000"
    follow(page, "/dokumente/")
    with page.expect_download() as download:
        page.get_by_role("link", name="SEPA-Lastschriftmandat 4999999999-P1").click()
    text = PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages[0].extract_text()
    assert "NL91 ABNA 0417 1643 00" in text


def test_b2_without_javascript_the_check_page_tells_the_bank(new_page, erika: Person) -> None:
    page = new_page(java_script_enabled=False)
    load_demo_catalogue()
    log_in(page, erika.number, erika.password)
    page.goto("/bestellen/bank-details/")
    page.get_by_label("IBAN").fill("NL91ABNA0417164300")
    page.get_by_label("Ich erteile dieses SEPA-Lastschriftmandat.").check()
    page.get_by_role("button", name="Weiter: Auftrag prüfen").click()
    expect(main(page)).to_contain_text("ABN AMRO BANK N.V.")
    expect(main(page)).to_contain_text("NL91 … 4300")


def test_b3_letters_and_their_price(page: Page, erika: Person) -> None:
    open_master_data(page, erika)
    page.get_by_role("link", name="Rechnungszustellung ändern").click()
    page.get_by_role("link", name="Abbrechen").click()
    expect(heading(page)).to_have_text("Stammdaten")
    page.get_by_role("link", name="Rechnungszustellung ändern").click()
    page.get_by_role("button", name="Weiter: Auftrag prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("kommen schon auf diesem Weg")
    page.get_by_label("per Post und online").check()
    assert_accessible(page)
    placed = check_and_place(page)
    page.get_by_role("link", name=placed.number).click()
    expect(main(page)).to_contain_text("1,50 €")


def test_b4_call_records_with_the_declaration(page: Page, erika: Person) -> None:
    open_master_data(page, erika)
    page.get_by_role("link", name="Einzelverbindungsnachweis ändern").click()
    page.get_by_label("Zielnummer um drei Stellen gekürzt").check()
    page.get_by_role("button", name="Weiter: Auftrag prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Ohne Ihre Erklärung")
    page.get_by_label("Ich erkläre").check()
    assert_accessible(page)
    placed = check_and_place(page)
    assert placed.activation_on.day == 1
    assert placed.answers["declaration"].startswith("Ich erkläre: Alle in meinem Haushalt")
    page.get_by_role("link", name=placed.number).click()
    expect(main(page)).to_contain_text("künftige Mitbenutzer werde ich unverzüglich informieren")


def test_b6_the_security_page_changes_the_dial_in_password(page: Page, erika: Person) -> None:
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    DialInAccess.objects.create(product=line, username="nw4999999999@nordwerk.example")
    log_in(page, erika.number, erika.password)
    follow(page, "/sicherheit/")
    expect(page.get_by_role("heading", name="Kennwort der Interneteinwahl")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Einwahlkennwort ändern").click()
    expect(heading(page)).to_have_text("Einwahlkennwort ändern")
    page.get_by_label("Neues Einwahlkennwort", exact=True).fill("Funk-Turm_42!x")
    page.get_by_label("Neues Einwahlkennwort wiederholen").fill("Funk-Turm_42!x")
    assert_accessible(page)
    check_and_place(page)
    follow(page, "/sicherheit/")
    expect(page.get_by_role("link", name="Änderung ist beauftragt")).to_be_visible()
