"""By post, online, or both (B3)."""

from datetime import date
from decimal import Decimal

from accounts.models import Customer, InvoiceDelivery, NotificationAddress
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import configure, mail_of, order, refused, until_done


def delivery_of(person) -> str:
    return Customer.objects.get(pk=person.customer.pk).invoice_delivery


def test_letters_cost_what_the_price_list_says(here, erika, account):
    placed = order(here, "invoice-delivery", account, {"delivery": "both"})
    assert (placed.monthly, placed.one_off) == (Decimal("1.50"), Decimal("0.00"))
    assert placed.quote["firstMonth"] == "0.35"  # 7 of 30 days
    assert placed.activation_on == date(2026, 11, 24)
    assert "24.11.2026" in mail_of(placed).text
    assert delivery_of(erika) == InvoiceDelivery.ONLINE
    assert until_done(placed).state == OrderState.COMPLETED
    assert delivery_of(erika) == InvoiceDelivery.BOTH
    changed = AuditEntry.objects.get(action="invoice_delivery.changed")
    assert (changed.old, changed.new) == ({"invoice_delivery": "online"}, {"invoice_delivery": "both"})


def test_online_is_free_and_replaces_the_price_of_letters(here, erika, account):
    Customer.objects.update(invoice_delivery=InvoiceDelivery.POST)
    placed = order(here, "invoice-delivery", account, {"delivery": "online"})
    assert placed.monthly == Decimal("0.00")
    assert placed.quote["replaces"] == "1.50"
    until_done(placed)
    assert delivery_of(erika) == InvoiceDelivery.ONLINE


def test_what_holds_already_is_refused(here, account):
    assert "kommen schon auf diesem Weg" in refused(here, "invoice-delivery", account, {"delivery": "online"})


def test_online_needs_a_confirmed_address(here, account):
    Customer.objects.update(invoice_delivery=InvoiceDelivery.POST)
    NotificationAddress.objects.all().delete()
    page = refused(here, "invoice-delivery", account, {"delivery": "online"})
    assert "bestätigte E-Mail-Adresse" in page
    assert "Benachrichtigungsadresse" in page


def test_the_form_shows_prices_and_the_check_page_what_ends(here, account):
    form = here.get(f"/bestellen/invoice-delivery/{account.pk}/").content.decode()
    assert "1,50\xa0€ im Monat" in form
    page = configure(here, "invoice-delivery", account, {"delivery": "post"}).content.decode()
    assert "zeigt dieses Portal keine Rechnungen" in page


def test_a_failing_order_changes_nothing(here, erika, account):
    placed = order(here, "invoice-delivery", account, {"delivery": "post"})
    let_fail(placed)
    assert (placed.state, delivery_of(erika)) == (OrderState.FAILED, InvoiceDelivery.ONLINE)
