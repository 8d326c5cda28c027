"""The invoice password: set by the customer, used by a third party, revoked (A11)."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing.models import Invoice
from tests.access.table import FULL, FULL_FRESH, READ, ROWS
from tests.billing.archive import keep_original, make_call, make_invoice
from tests.browser.accessible import assert_accessible
from tests.browser.doors import log_in
from tests.cast import INVOICE_PASSWORD, PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invoice(erika) -> Invoice:
    made = make_invoice(erika.customer, issued_on=date.today().replace(day=1))
    keep_original(made)
    make_call(made)
    return made


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def open_page(page: Page, link: str) -> None:
    page.goto("/sicherheit/")
    page.get_by_role("link", name=link).click()


def set_password(page: Page, password: str = INVOICE_PASSWORD) -> None:
    page.get_by_label("Neues Kennwort", exact=True).fill(password)
    page.get_by_label("Neues Kennwort wiederholen").fill(password)
    page.get_by_role("button", name="Rechnungskennwort speichern").click()


def test_a11_from_setting_it_up_to_revoking_it(page: Page, new_page, erika, invoice, watch):
    watch.allow("403")
    log_in(page, erika.number, erika.password)
    open_page(page, "Rechnungskennwort einrichten")
    assert_accessible(page)
    set_password(page, PASSWORD)
    expect(page.get_by_role("alert").first).to_contain_text("Das ist Ihr Kennwort für das Kundencenter.")
    assert_accessible(page)
    set_password(page)
    expect(page.get_by_role("status")).to_contain_text("Das Rechnungskennwort ist gespeichert")

    third = new_page()
    log_in(third, erika.number, INVOICE_PASSWORD)
    expect(heading(third)).to_have_text("Rechnungen")
    expect(third.get_by_role("navigation", name="Hauptmenü").locator("visible=true")).not_to_contain_text(
        "Sicherheit"
    )
    calls = reverse("billing:calls", kwargs={"slug": invoice.slug})
    assert third.goto(calls).status == 403
    assert_accessible(third)

    open_page(page, "Ändern oder widerrufen")
    assert_accessible(page)
    page.get_by_role("button", name="Einzelverbindungen erlauben").click()
    expect(page.get_by_role("status")).to_contain_text("jetzt mit dem Rechnungskennwort sichtbar")
    assert third.goto(calls).status == 200
    expect(
        page.get_by_role("table", name="Mit dem Rechnungskennwort angemeldet").locator("tbody tr")
    ).to_have_count(1)
    assert_accessible(page)

    open_page(page, "Ändern oder widerrufen")
    page.get_by_role("button", name="Einzelverbindungen nicht mehr zeigen").click()
    assert third.goto(calls).status == 403
    open_page(page, "Ändern oder widerrufen")
    page.get_by_role("button", name="Rechnungskennwort widerrufen").click()
    expect(page.get_by_role("status")).to_contain_text("Das Rechnungskennwort ist widerrufen.")
    third.goto("/rechnungen/")
    expect(heading(third)).to_have_text("Anmelden")
    log_in(third, erika.number, INVOICE_PASSWORD)
    expect(third.get_by_role("alert")).to_contain_text("stimmen nicht")


def test_a11_a_third_party_finds_every_other_address_closed(page: Page, firma, steuerberater, watch):
    watch.allow("403", "404", "405")
    log_in(page, firma.number, INVOICE_PASSWORD)
    expect(heading(page)).to_have_text("Rechnungen")
    closed = {name: row for name, row in ROWS.items() if row.need in (READ, FULL, FULL_FRESH)}
    assert "accounts:security" in closed
    for name, row in closed.items():
        arguments = row.own(firma) if row.own else row.arguments
        address = reverse(name, kwargs=arguments)
        if row.method == "get":
            assert page.goto(address).status == 403, name
            continue
        page.goto("/rechnungen/")  # an own form of the page, sent somewhere else
        with page.expect_navigation() as answer:
            page.evaluate(
                """address => {
                    const form = document.querySelector('form[action="/abmelden/"]');
                    form.action = address;
                    form.submit();
                }""",
                address,
            )
        assert answer.value.status == 403, name
