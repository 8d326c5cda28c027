"""G2: a referral code from the contract that names it to the credit, in the browsers of customer and staff."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contracts.models import Order
from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup
from referrals.models import ReferralCode
from tests.browser.accessible import assert_accessible
from tests.browser.changes import carrier_is_done
from tests.browser.doors import follow, log_in
from tests.browser.service_centre import assert_admin_accessible, log_in_staff, open_customer
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give
from tests.referrals.play import make_code, make_prospect
from tests.staff.people import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
NBSP = "\N{NO-BREAK SPACE}"


def open_codes(page: Page, person: Person) -> None:
    log_in(page, person.number, person.password)
    follow(page, "/empfehlen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kunden werben")


def fill_in(page: Page, number: str) -> None:
    page.get_by_label("Kundennummer der neuen Kundin").fill(number)
    page.get_by_label("Vertragsnummer").fill("V-1001")
    page.get_by_label("Vertragsart").select_option(label="Internet")
    page.get_by_label("Tag des Vertrags").fill(timezone.localdate().isoformat())


def test_g1_a_code_is_ordered_and_stands_in_the_order(page: Page, erika: Person):
    load_demo_catalogue()
    give(erika, "dsl-50-24")
    log_in(page, erika.number, erika.password)
    follow(page, "/empfehlen/")
    page.get_by_role("link", name="Kunden-werben-Kunden-Code", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Beauftragen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vielen Dank für Ihren Auftrag")
    code = ReferralCode.objects.get()
    expect(page.get_by_text(code.code)).to_be_visible()
    assert_accessible(page)
    follow(page, "/auftraege/")
    row = page.get_by_role("row", name="Kunden-werben-Kunden-Code")
    expect(row).to_contain_text("erledigt")
    row.get_by_role("link").click()
    expect(page.get_by_text(code.code)).to_be_visible()
    follow(page, "/empfehlen/")
    expect(page.get_by_role("row", name=code.code)).to_contain_text("offen")


def test_g2_a_code_is_redeemed_and_credited_and_the_customer_sees_it(page: Page, new_page, erika: Person):
    load_demo_catalogue()
    code = make_code(erika.customer, now=timezone.now())
    prospect = make_prospect(customer_since=None)
    open_codes(page, erika)
    expect(page.get_by_role("row", name=code.code)).to_contain_text("offen")
    assert_accessible(page)

    office = new_page()
    log_in_staff(office, make_staff("karin", StaffGroup.SERVICE), "/verwaltung/referrals/referralcode/")
    assert_admin_accessible(office)
    office.get_by_role("link", name="Code einlösen").click()
    office.get_by_label("Code", exact=True).fill(code.code.lower().replace("-", " "))
    fill_in(office, erika.number)
    office.get_by_role("button", name="Einlösen").click()
    expect(office.get_by_text("Niemand kann sich selbst werben.").first).to_be_visible()
    assert_admin_accessible(office)
    fill_in(office, prospect.number)
    office.get_by_role("button", name="Einlösen").click()
    expect(office.get_by_text("Der Code ist eingelöst.")).to_be_visible()
    assert_admin_accessible(office)
    expect(office.get_by_role("heading", name="Der neue Vertrag")).to_be_visible()
    expect(office.get_by_role("link", name=f"{prospect.number} Paul Neumann")).to_be_visible()
    expect(office.get_by_role("link", name="Prämie gutschreiben")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("row", name=code.code)).to_contain_text("eingelöst")

    desk = new_page()
    log_in_staff(desk, make_staff("leitung", StaffGroup.LEAD))
    open_customer(desk, code.code, f"{erika.number} Erika Mustermann")
    desk.get_by_role("link", name=code.code, exact=True).click()
    desk.get_by_role("link", name="Prämie gutschreiben").click()
    expect(desk.get_by_text(f"50,00{NBSP}€")).to_be_visible()
    assert_admin_accessible(desk)
    desk.get_by_role("button", name="Prämie gutschreiben").click()
    expect(desk.get_by_text("Die Gutschrift ist beauftragt.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("row", name=code.code)).to_contain_text("Gutschrift veranlasst")
    carrier_is_done([Order.objects.get(kind="referral-credit").number])
    desk.reload()
    expect(desk.get_by_role("heading", name="Aufträge zur Gutschrift")).to_be_visible()
    assert_admin_accessible(desk)

    page.reload()
    expect(page.get_by_role("row", name=code.code)).to_contain_text("gutgeschrieben")
    expect(page.get_by_role("region", name="Bisher gutgeschrieben")).to_contain_text(f"50,00{NBSP}€")
    assert_accessible(page)
    mails = OutgoingMail.objects.order_by("pk").values_list("kind", "to")
    assert list(mails) == [
        (kind, erika.customer.email) for kind in ("referral_redeemed", "referral_rewarded", "order_completed")
    ]


def test_g1_without_codes_on_a_phone_the_page_explains_itself(new_page, erika: Person):
    phone = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    log_in(phone, erika.number, erika.password)
    phone.goto("/empfehlen/")
    expect(phone.get_by_role("heading", name="So funktioniert es")).to_be_visible()
    expect(phone.get_by_role("heading", name="Noch keine Codes")).to_be_visible()
