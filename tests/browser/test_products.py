"""What a customer has, from the login page on (C1, C9, C15)."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Customer, LoginSession
from portal.audit.models import AuditEntry
from tests.browser.accessible import assert_accessible
from tests.browser.doors import follow, log_in
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.feeding import feed_writer, option, order, part, product
from tests.contracts.stock import PIN

pytestmark = pytest.mark.django_db(transaction=True)
LAST_MONTH = (timezone.now() - timedelta(days=40)).date()
IN_A_YEAR = (timezone.now() + timedelta(days=365)).date()


def feed(folder: Path, *lines: dict, kind: str = "products", days_ago: int = 1) -> None:
    """The carrier's file, taken over by the operators' command."""
    created = (timezone.now() - timedelta(days=days_ago)).isoformat()
    path = feed_writer(folder, kind)(*lines, created=created, name=f"{kind}-{days_ago}.jsonl")
    call_command("import_carrier_data", str(path), stdout=StringIO())


@pytest.fixture
def owned(erika: Person, tmp_path: Path) -> None:
    """Internet, telephone, Pay-TV, mail, a domain that has ended; the carrier's file brought them."""
    load_demo_catalogue()
    start = {"startDate": "2024-12-01"}
    over = {"status": "terminated", "terminationDate": LAST_MONTH.isoformat()}
    feed(
        tmp_path,
        product(
            productOffering={"id": "dsl-100-24"},
            productTerm={"minimumMonths": 24, "minimumTermEndsOn": IN_A_YEAR.isoformat()},
            productRelationship=[
                option(
                    "router-plus",
                    "2025-01-01",
                    name={"de": "Router Plus", "en": "Router Plus"},
                    monthlyPrice="6.99",
                )
            ],
        ),
        part(
            "T-1",
            "telephony",
            "Fon Komfort",
            ("phoneNumbers", ["0511 123456", "0511 123457"]),
            productPrice={"monthly": "9.95"},
        )
        | {
            "productRelationship": [
                option(
                    "fon-barrier-0900",
                    "2025-03-01",
                    role="barrier",
                    name={"de": "0900-Nummern", "en": "0900"},
                )
            ]
        },
        part("TV-1", "tv", "Pay-TV Premium", ("youthPin", PIN), productPrice={"monthly": "29.90"}),
        part("MP-1", "mail", "Mail M", productPrice={"monthly": "2.95"}),
        part(
            "MB-1",
            "mailbox",
            "Mail Plus",
            ("mailboxAddress", "erika@nordwerk.example"),
            parent="MP-1",
            productPrice={"monthly": "1.95"},
        ),
        part("DO-1", "domain", ".de-Domain", ("domainName", "mustermann.example"), **over, **start),
    )


def card(page: Page, name: str):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_c1_every_contract_by_kind_and_what_can_be_changed(page: Page, erika: Person, owned: None):
    log_in(page, erika.number, erika.password)
    glance = page.get_by_role("region", name="Ihre Produkte")
    expect(glance).to_contain_text("86,64 €")  # 34,90 + 6,99 + 9,95 + 29,90 + 2,95 + 1,95
    expect(glance).to_contain_text(f"DSL 100, {IN_A_YEAR:%d.%m.%Y}")
    follow(page, "/vertraege/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Produkte")
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(
        ["Internet", "Telefonie", "Fernsehen", "E-Mail"]
    )
    expect(page.locator(".page-head .monthly")).to_contain_text("86,64 €")
    internet = card(page, "DSL 100")
    for text in (
        "aktiv",
        "41,89 €",
        "Mailänder Straße 2, 30539 Hannover",
        f"bis {IN_A_YEAR:%d.%m.%Y}",
        "Nächstmögliches Ende",
        "bei Kündigung bis",
        "Router Plus",
        "6,99 €",
    ):
        expect(internet).to_contain_text(text)
    expect(card(page, "Fon Komfort")).to_contain_text(re.compile(r"0511 123456\s*0511 123457"))
    expect(card(page, "Fon Komfort")).to_contain_text("Sperren: 0900-Nummern")
    expect(card(page, "Mail M")).to_contain_text("Mail Plus (erika@nordwerk.example)")
    ended = page.get_by_role("link", name=".de-Domain (mustermann.example)")
    expect(ended).to_be_hidden()
    page.get_by_text("1 beendeter Vertrag").click()
    expect(ended).to_be_visible()
    assert_accessible(page)

    internet.get_by_role("link", name="Details und Änderungen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("DSL 100")
    expect(page.get_by_role("region", name="Optionen")).to_contain_text("Router Plus seit 01.01.2025")
    changes = page.get_by_role("region", name="Das können Sie ändern")
    expect(changes.get_by_role("link", name="Bandbreite ändern")).to_be_visible()
    assert_accessible(page)
    changes.get_by_role("link", name="Bandbreite ändern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bandbreite ändern")

    page.goto("/vertraege/")
    card(page, "Fon Komfort").get_by_role("link", name="Fon Komfort").first.click()
    changes = page.get_by_role("region", name="Das können Sie ändern")
    expect(changes.get_by_role("link", name="Bandbreite ändern")).to_have_count(0)


def test_c1_on_a_phone(new_page, erika: Person, owned: None):
    phone = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    log_in(phone, erika.number, erika.password)
    for address in ("/vertraege/", "/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        assert_accessible(phone)
    phone.goto("/vertraege/")
    phone.get_by_role("link", name="Pay-TV Premium", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Pay-TV Premium")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert_accessible(phone)


def test_c1_an_empty_page_says_what_will_be_here(page: Page, erika: Person):
    log_in(page, erika.number, erika.password)
    expect(page.get_by_role("region", name="Ihre Produkte")).to_have_count(0)
    follow(page, "/vertraege/")
    expect(page.get_by_role("heading", level=2)).to_have_text("Noch keine Produkte")
    assert_accessible(page)


def test_c9_the_youth_protection_pin_after_the_password(page: Page, erika: Person, owned: None):
    log_in(page, erika.number, erika.password)
    LoginSession.objects.update(proof_at=timezone.now() - timedelta(minutes=30))
    follow(page, "/vertraege/")
    page.get_by_role("link", name="Pay-TV Premium", exact=True).click()
    expect(page.get_by_role("main")).not_to_contain_text(PIN)
    page.get_by_role("link", name="PIN anzeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte bestätigen Sie Ihr Kennwort")
    page.get_by_label("Kennwort", exact=True).fill("Falsches-Wort-1")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("main")).not_to_contain_text(PIN)
    assert not AuditEntry.objects.filter(action="youth_pin.viewed").exists()
    page.get_by_label("Kennwort", exact=True).fill(erika.password)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jugendschutz-PIN")
    expect(page.locator(".figure")).to_have_text(PIN)
    assert_accessible(page)
    seen = AuditEntry.objects.get(action="youth_pin.viewed")
    assert seen.customer_id == Customer.objects.get(number=erika.number).pk
    page.get_by_role("link", name="Zurück zum Produkt").click()
    page.goto("/vertraege/")
    page.get_by_role("link", name="DSL 100", exact=True).click()
    expect(page.get_by_role("link", name="PIN anzeigen")).to_have_count(0)


def test_c15_the_first_order_is_followed_from_file_to_file(page: Page, erika: Person, tmp_path: Path):
    pending = product(status="pendingActive", startDate=IN_A_YEAR.isoformat(), productTerm=None)
    feed(tmp_path, pending, days_ago=3)
    placed = order(product="DSL-1", orderDate=(timezone.now() - timedelta(days=9)).isoformat())
    feed(tmp_path, placed, kind="orders", days_ago=3)
    log_in(page, erika.number, erika.password)
    follow(page, "/vertraege/")
    expect(card(page, "DSL 100")).to_contain_text("in Vorbereitung")
    expect(card(page, "DSL 100")).to_contain_text(re.compile(f"Geplanter Beginn\\s*{IN_A_YEAR:%d.%m.%Y}"))
    page.get_by_role("link", name="DSL 100", exact=True).click()
    assert_accessible(page)
    page.get_by_role("link", name="Neuanschluss DSL 100").click()
    expect(page.get_by_role("main")).to_contain_text("NW-100")
    expect(page.get_by_role("main")).to_contain_text("in Bearbeitung")

    feed(tmp_path, product(), days_ago=2)
    done = {"state": "completed", "completionDate": (timezone.now() - timedelta(days=2)).isoformat()}
    feed(tmp_path, placed | done, kind="orders", days_ago=2)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("erledigt")
    page.goto("/vertraege/")
    expect(card(page, "DSL 100")).to_contain_text("aktiv")
