"""The choice of what the mail about a new invoice tells (E5); the mail itself: test_billing_runs.py."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.tasks import notify_new_invoices
from tests.billing.archive import make_invoice
from tests.browser.accessible import assert_accessible
from tests.browser.doors import Mailbox, follow, log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_mode")]


def bill(person, number: str) -> None:
    """A run brings an invoice of today, and the clock starts the job."""
    make_invoice(person.customer, issued_on=timezone.localdate(), number=number, gross="49.65")
    notify_new_invoices()


def test_e5_without_the_amount_once_it_is_switched_off(page: Page, new_page, erika):
    log_in(page, erika.number, erika.password)
    follow(page, "/sicherheit/")
    page.get_by_role("link", name="E-Mails über neue Rechnungen").click()
    expect(page.get_by_label("Betrag in der E-Mail nennen")).to_be_checked()
    assert_accessible(page)
    page.get_by_label("Betrag in der E-Mail nennen").uncheck()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Ihre Auswahl ist gespeichert.")
    expect(page.get_by_text("E-Mails über Rechnungen nennen den Betrag nicht.")).to_be_visible()
    assert_accessible(page)
    bill(erika, "R-2026-2")
    text = Mailbox(new_page(), "erika@example.org").open()
    assert "R-2026-2" in text
    assert "49,65" not in text


def test_e5_the_holder_of_the_invoice_password_chooses_nothing(page: Page, watch, firma, steuerberater):
    watch.allow("403")
    log_in(page, firma.number, steuerberater.password)
    page.goto("/sicherheit/benachrichtigung/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("E-Mails über neue Rechnungen")
    expect(page.get_by_label("Betrag in der E-Mail nennen")).to_have_count(0)
