"""Kinds of order about mail packages and mailboxes (C8, C14)."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from accounts.hashing import matches
from contracts.models import Mailbox, Order, OrderDraft, PendingMailbox, Product, ProductStatus
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.audit.trail import system
from portal.carrier.models import CarrierMessage
from portal.carrier.steering import fail
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.mailboxes import MAILBOX_PASSWORD, give_mailbox, known_password
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    place,
    refused,
    token_of,
    until_done,
)
from tests.contracts.owned import give, give_option

SECRET = "Brief-Marke-1234"
NEW = {"local_part": "Erika.Neu", "domain": "nordwerk.example"}
TWICE = {"password": SECRET, "password_repeated": SECRET}
NEXT_DAY = date(2026, 11, 21)  # one Werktag after Friday 20 November


@pytest.fixture
def package(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "mail-s")


@pytest.fixture
def mailbox(erika, package) -> Product:
    return give_mailbox(erika, package, "erika@nordwerk.example", **known_password())


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def fails(placed: Order) -> Order:
    """The carrier takes the order and cannot do it."""
    carrier_works()
    fail(placed.number, "Störung im Rechenzentrum", actor=system("carrier"), now=timezone.now())
    carrier_works()
    placed.refresh_from_db()
    assert placed.state == OrderState.FAILED
    return placed


# A further address


def test_a_further_address(here, package):
    placed = order(here, "additional-address", package, NEW | TWICE)
    assert placed.activation_on == NEXT_DAY
    assert (placed.monthly, placed.one_off) == (Decimal("0.00"), Decimal("0.00"))
    mail = mail_of(placed).text
    assert "21.11.2026" in mail
    assert "erika.neu@nordwerk.example" in mail
    assert not Mailbox.objects.exists()
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    made = Mailbox.objects.select_related("product").get()
    assert made.address == made.product.label == "erika.neu@nordwerk.example"
    assert (made.product.offering, made.product.parent) == ("mailbox-basic", package)
    assert matches(SECRET, made.password)
    assert done.results[0]["value"]["de"] == "erika.neu@nordwerk.example"
    assert not PendingMailbox.objects.exists()


def test_its_password_stands_nowhere(here, package):
    placed = order(here, "additional-address", package, NEW | TWICE)
    placed.refresh_from_db()
    message = CarrierMessage.objects.get(order_number=placed.number)
    assert message.payload["secrets"] == ["password"]
    assert message.sealed
    kept = [
        *Order.objects.values_list("answers", "summary", "results", "quote"),
        *OrderDraft.objects.values_list("answers", "sealed"),
        *AuditEntry.objects.values_list("old", "new", "note"),
        message.payload,
        message.sealed,
        mail_of(placed).text,
        PendingMailbox.objects.get().password,
    ]
    assert SECRET not in repr(kept)
    carrier_works()
    message.refresh_from_db()
    assert message.sealed == ""  # the carrier has it


def test_a_failed_order_gives_the_address_back(here, package):
    fails(order(here, "additional-address", package, NEW | TWICE))
    assert not Mailbox.objects.exists()
    assert not PendingMailbox.objects.exists()
    assert Product.objects.count() == 1
    order(here, "additional-address", package, NEW | TWICE)


@pytest.mark.parametrize("local_part", ["postmaster", "Abuse", "no.reply"])
def test_names_of_the_operator_are_refused(here, package, local_part):
    page = refused(here, "additional-address", package, NEW | TWICE | {"local_part": local_part})
    assert "Diese Adresse ist nicht verfügbar" in page


def test_taken_addresses_are_refused_in_the_same_words(here, package, firma, erika):
    give_mailbox(firma, give(firma, "mail-s"), "erika.neu@nordwerk.example")
    page = refused(here, "additional-address", package, NEW | TWICE)
    assert "Diese Adresse ist nicht verfügbar" in page
    assert firma.customer.name not in page


def test_addresses_that_somebody_ordered_are_refused(client, here, package, firma):
    order(here, "additional-address", package, NEW | TWICE)
    other = give(firma, "mail-s")
    page = refused(log_in(client, firma.login), "additional-address", other, NEW | TWICE)
    assert "Diese Adresse ist nicht verfügbar" in page


def test_the_same_address_again_names_the_open_order(here, package):
    placed = order(here, "additional-address", package, NEW | TWICE)
    assert placed.number in refused(here, "additional-address", package, NEW | TWICE)


def test_the_customers_own_domain(here, package, erika, firma):
    give(erika, "domain-de", label="mustermann-garten.de")
    give(firma, "domain-de", label="leinetal.example")
    own = {"local_part": "info", "domain": "mustermann-garten.de"}  # there the name is the customer's
    until_done(order(here, "additional-address", package, own | TWICE))
    assert Mailbox.objects.get().address == "info@mustermann-garten.de"
    page = refused(here, "additional-address", package, NEW | TWICE | {"domain": "leinetal.example"})
    assert "Bitte wählen Sie eine Ihrer Domains" in page


def test_addresses_beyond_the_included_ones_cost_extra(here, package, erika):
    for number in range(5):
        give_mailbox(erika, package, f"familie{number}@nordwerk.example")
    placed = order(here, "additional-address", package, NEW | TWICE)
    assert placed.monthly == Decimal("0.50")
    assert placed.quote["firstMonth"] == "0.17"  # 10 of 30 days
    until_done(placed)
    assert Product.objects.get(label="erika.neu@nordwerk.example").monthly_price == Decimal("0.50")


def test_a_full_package_leads_to_a_larger_one(here, package, erika):
    for number in range(9):
        give_mailbox(erika, package, f"familie{number}@nordwerk.example")
    order(here, "additional-address", package, NEW | TWICE)
    answer = here.get(base("additional-address", package))
    assert answer.status_code == 409
    assert "Ein größeres Mailprodukt fasst mehr" in answer.content.decode()
    more = NEW | TWICE | {"local_part": "elf"}
    assert "Ihr Paket fasst 10 Adressen" in refused(here, "additional-address", package, more)


@pytest.mark.parametrize(
    ("password", "repeated", "words"),
    [
        ("Kurz-123", "Kurz-123", "mindestens 10 Zeichen"),
        ("nurkleinebuch", "nurkleinebuch", "zwei von diesen"),
        ("Das-ist-erika.neu-1", "Das-ist-erika.neu-1", "weder die E-Mail-Adresse"),
        (SECRET, "Brief-Marke-1235", "nicht gleich"),
    ],
)
def test_the_rule_of_mailbox_passwords(here, package, password, repeated, words):
    page = refused(
        here, "additional-address", package, NEW | {"password": password, "password_repeated": repeated}
    )
    assert words in page
    assert password not in page


def test_a_password_of_the_orders_own_words_is_refused_at_placing(here, package):
    own = {"password": "E-Mail-Adresse", "password_repeated": "E-Mail-Adresse"}
    checked = configure(here, "additional-address", package, NEW | own)
    answer = place(here, "additional-address", package, token_of(checked))
    assert "zu leicht zu erraten" in answer.content.decode()
    assert not Order.objects.exists()
    assert not PendingMailbox.objects.exists()


# Mail Plus


def test_mail_plus(here, mailbox):
    placed = order(here, "mail-plus", mailbox, {"offering": "mailbox-plus"})
    assert placed.activation_on == NEXT_DAY
    assert placed.monthly == Decimal("1.95")
    assert placed.quote["firstMonth"] == "0.65"
    assert "21.11.2026" in mail_of(placed).text
    until_done(placed)
    mailbox.refresh_from_db()
    assert (mailbox.offering, mailbox.monthly_price) == ("mailbox-plus", Decimal("1.95"))
    assert here.get(base("mail-plus", mailbox)).status_code == 409


def test_mail_plus_that_fails_changes_nothing(here, mailbox):
    fails(order(here, "mail-plus", mailbox, {"offering": "mailbox-plus"}))
    mailbox.refresh_from_db()
    assert mailbox.offering == "mailbox-basic"


def test_mail_plus_on_mail_plus_is_refused(here, mailbox):
    Product.objects.filter(pk=mailbox.pk).update(offering="mailbox-plus")
    page = refused(here, "mail-plus", mailbox, {"offering": "mailbox-plus"})
    assert "hat schon Mail Plus" in page


def test_a_terminated_address_is_not_upgraded(here, mailbox):
    Product.objects.filter(pk=mailbox.pk).update(
        status=ProductStatus.PENDING_TERMINATE, ends_on=date(2026, 12, 31)
    )
    assert "endet am 31.12.2026" in refused(here, "mail-plus", mailbox, {"offering": "mailbox-plus"})


def test_an_additional_address_stays_additional_with_mail_plus(here, erika, package):
    extra = give_mailbox(erika, package, "extra@nordwerk.example", monthly_price=Decimal("0.50"))
    placed = order(here, "mail-plus", extra, {"offering": "mailbox-plus"})
    assert (placed.monthly, placed.quote["replaces"]) == (Decimal("2.45"), "0.50")


# A larger package


def test_a_larger_package(here, package):
    placed = order(here, "mail-product", package, {"offering": "mail-m"})
    assert placed.activation_on == NEXT_DAY
    assert placed.monthly == Decimal("2.95")
    assert "21.11.2026" in mail_of(placed).text
    until_done(placed)
    package.refresh_from_db()
    assert (package.offering, package.monthly_price) == ("mail-m", Decimal("2.95"))


def test_a_larger_package_includes_additional_addresses(here, erika, package):
    for number in range(5):
        give_mailbox(erika, package, f"familie{number}@nordwerk.example")
    extra = give_mailbox(erika, package, "extra@nordwerk.example", monthly_price=Decimal("0.50"))
    placed = order(here, "mail-product", package, {"offering": "mail-m"})
    assert (placed.monthly, placed.quote["replaces"]) == (Decimal("2.95"), "0.50")
    until_done(placed)
    extra.refresh_from_db()
    assert extra.monthly_price == 0


def test_a_larger_package_that_fails_changes_nothing(here, package):
    fails(order(here, "mail-product", package, {"offering": "mail-l"}))
    package.refresh_from_db()
    assert package.offering == "mail-s"


def test_a_smaller_package_is_refused(here, package):
    Product.objects.filter(pk=package.pk).update(offering="mail-m")
    page = refused(here, "mail-product", package, {"offering": "mail-s"})
    assert "richtet unser Servicecenter ein" in page


def test_the_largest_package_is_offered_nothing(here, package):
    Product.objects.filter(pk=package.pk).update(offering="mail-l")
    page = refused(here, "mail-product", package, {"offering": "mail-m"})
    assert "schon das größte Mailprodukt" in page


# Text messages


def test_sms_on_and_off(here, erika, package):
    plus = give_mailbox(erika, package, "erika@nordwerk.example", tier="mailbox-plus")
    placed = order(here, "sms-on", plus, {"price_known": "on"})
    assert placed.activation_on == NEXT_DAY
    assert placed.monthly == placed.one_off == 0
    mail = mail_of(placed).text
    assert "21.11.2026" in mail
    assert "0,09" in mail
    assert not Mailbox.objects.get(product=plus).sends_sms
    until_done(placed)
    assert Mailbox.objects.get(product=plus).sends_sms
    assert "schon eingeschaltet" in refused(here, "sms-on", plus, {"price_known": "on"})
    placed = order(here, "sms-off", plus)
    assert Mailbox.objects.get(product=plus).sends_sms
    until_done(placed)
    assert not Mailbox.objects.get(product=plus).sends_sms


def test_sms_needs_mail_plus(here, mailbox):
    page = refused(here, "sms-on", mailbox, {"price_known": "on"})
    assert "Für den SMS-Versand brauchen Sie Mail Plus" in page


def test_sms_is_not_switched_on_without_knowing_the_price(here, erika, package):
    plus = give_mailbox(erika, package, "erika@nordwerk.example", tier="mailbox-plus")
    assert "Bitte bestätigen Sie, dass Sie den Preis kennen" in refused(here, "sms-on", plus, {})


def test_sms_off_is_refused_when_it_is_off(here, mailbox):
    assert "schon ausgeschaltet" in refused(here, "sms-off", mailbox, {})


@pytest.mark.parametrize(("slug", "before"), [("sms-on", False), ("sms-off", True)])
def test_sms_orders_that_fail_change_nothing(here, erika, package, slug, before):
    plus = give_mailbox(erika, package, "e@nordwerk.example", tier="mailbox-plus", sends_sms=before)
    fails(order(here, slug, plus, {"price_known": "on"}))
    assert Mailbox.objects.get(product=plus).sends_sms is before


# Online storage


def test_online_storage(here, mailbox):
    placed = order(here, "online-storage", mailbox, {"size": "storage-25"})
    assert placed.activation_on == NEXT_DAY
    assert (placed.monthly, placed.quote["firstMonth"]) == (Decimal("1.95"), "0.65")
    assert "21.11.2026" in mail_of(placed).text
    until_done(placed)
    first = mailbox.options.get()
    assert (first.code, first.valid_from, first.monthly_price) == ("storage-25", NEXT_DAY, Decimal("1.95"))


def test_online_storage_grows(here, mailbox):
    small = give_option(mailbox, "storage-25")
    placed = order(here, "online-storage", mailbox, {"size": "storage-100"})
    assert (placed.monthly, placed.quote["replaces"]) == (Decimal("3.95"), "1.95")
    until_done(placed)
    small.refresh_from_db()
    assert small.valid_to == NEXT_DAY
    assert mailbox.options.get(code="storage-100").valid_to is None


def test_online_storage_ends(here, mailbox):
    give_option(mailbox, "storage-25")
    placed = order(here, "online-storage", mailbox, {"size": "none"})
    assert placed.title["de"] == "Ende der Online-Festplatte"
    until_done(placed)
    assert mailbox.options.get().valid_to == NEXT_DAY


def test_the_largest_storage_needs_mail_plus(here, mailbox, erika, package):
    page = unescape(refused(here, "online-storage", mailbox, {"size": "storage-500"}))
    assert "„Online-Festplatte 500 GB“ gibt es nur mit Mail Plus" in page
    plus = give_mailbox(erika, package, "plus@nordwerk.example", tier="mailbox-plus")
    assert order(here, "online-storage", plus, {"size": "storage-500"}).monthly == Decimal("8.95")


def test_the_same_storage_again_is_refused(here, mailbox):
    give_option(mailbox, "storage-25")
    assert "Diese Größe haben Sie schon" in refused(here, "online-storage", mailbox, {"size": "storage-25"})


def test_less_storage_asks_to_make_room(here, mailbox):
    give_option(mailbox, "storage-100")
    page = configure(here, "online-storage", mailbox, {"size": "storage-25"}).content.decode()
    assert "höchstens 25 GB" in page


def test_online_storage_that_fails_changes_nothing(here, mailbox):
    fails(order(here, "online-storage", mailbox, {"size": "storage-25"}))
    assert not mailbox.options.exists()


# Password of a mailbox


def test_another_mailbox_password(here, mailbox):
    placed = order(here, "mailbox-password", mailbox, TWICE)
    assert placed.activation_on == NEXT_DAY
    assert placed.answers == {}
    assert "21.11.2026" in mail_of(placed).text
    assert matches(MAILBOX_PASSWORD, Mailbox.objects.get().password)
    until_done(placed)
    after = Mailbox.objects.get()
    assert matches(SECRET, after.password)
    assert f"{after.password_changed_at:%Y-%m-%d}" == "2026-11-21"
    assert not PendingMailbox.objects.exists()


def test_the_present_mailbox_password_is_refused(here, mailbox):
    same = {"password": MAILBOX_PASSWORD, "password_repeated": MAILBOX_PASSWORD}
    page = refused(here, "mailbox-password", mailbox, same)
    assert "Das ist Ihr bisheriges Kennwort" in page


def test_a_mailbox_password_that_fails_changes_nothing(here, mailbox):
    fails(order(here, "mailbox-password", mailbox, TWICE))
    assert matches(MAILBOX_PASSWORD, Mailbox.objects.get().password)
    assert not PendingMailbox.objects.exists()
