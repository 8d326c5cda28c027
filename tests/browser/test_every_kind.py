"""Every kind of order about lines, telephony, mail and the account, from the login page to what changed (C8, C11)."""

import pytest
from playwright.sync_api import Page

from contracts.models import DialInAccess, VoipSuperuser
from tests.browser.changes import ORDER, Change, order_and_see
from tests.browser.doors import log_in
from tests.cast import LONG_AGO, Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.mailboxes import give_mailbox
from tests.contracts.orders.lines import give_numbers
from tests.contracts.owned import give

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "Kranich-Teekanne-41"
TODAY_OR_LATER = r"\d\d\.\d\d\.(?!2020)\d{4}"  # what the cast owns was changed in 2020


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    load_demo_catalogue()


def test_c8_lines_are_ordered_changed_and_terminated(page: Page, erika: Person):
    line = give(erika, "dsl-50-24")
    DialInAccess.objects.create(product=line, username="nw4999999999@nordwerk.example")
    other = give(erika, "dsl-50-24", street="Am Markt 5")
    last = give(erika, "dsl-50-24", street="Am Markt 6")
    home = {"offering": "fibre-300-24", "street": "Am Markt 7", "postcode": "30159", "town": "Hannover"}
    password = {"password": "Funk-Turm_42!x", "password_again": "Funk-Turm_42!x"}
    fibre = {"offering": "fibre-300-24", "consent_24": True}
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change("new-line", None, "Am Markt 7, 30159 Hannover", home, start="/vertraege/"),
            Change("bandwidth", line, "DSL 100 aktiv", {"offering": "dsl-100-24"}),
            Change("product-change", other, "Glasfaser 300 aktiv", fibre),
            Change("internet-option", line, r"Router Plus ab \d", {"change": "add:router-plus"}),
            Change(
                "dial-in-password", line, f"Zuletzt geändert{TODAY_OR_LATER}", password, place="/sicherheit/"
            ),
            Change("termination", last, "DSL 50 gekündigt, läuft noch", {"when": "next"}),
        ],
    )


def test_c11_c8_an_order_is_withdrawn_from_and_undone(page: Page, erika: Person):
    line = give(erika, "dsl-50-24")
    log_in(page, erika.number, erika.password)
    number = order_and_see(page, [Change("bandwidth", line, "DSL 100 aktiv", {"offering": "dsl-100-24"})])[0]
    order_and_see(page, [Change("withdrawal", line, "DSL 50 aktiv", {"order": number})])


def test_c8_telephony_options_barriers_numbers_and_the_directory(page: Page, erika: Person):
    line = give(erika, "fon-komfort")
    give_numbers(line, "0511 7654321")
    entry = {"electronic": True, "name": "E. Mustermann", "address": "Hannover", "profession": "Ärztin"}
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change("telephony-option", line, r"Flat Mobilfunk ab \d", {"change": "add:fon-mobil-flat"}),
            Change("fixed-barriers", line, r"0900-Nummern ab \d", {"barriers": ("fon-barrier-0900",)}),
            Change("additional-number", line, r"Ihre neue Rufnummer ?0511", place=ORDER),
            Change("directory-entry", line, "BerufÄrztin", entry),
        ],
    )


def test_c8_telephony_superusers_of_voip_lines(page: Page, firma: Person):
    line, second, third = (give(firma, "voip-anlage-4") for _ in range(3))
    for product, name in ((second, "empfang"), (third, "lager")):
        VoipSuperuser.objects.create(
            product=product, username=name, created_at=LONG_AGO, password_changed_at=LONG_AGO
        )
    password = {"password": SECRET, "repeated": SECRET}
    log_in(page, firma.number, firma.password)
    order_and_see(
        page,
        [
            Change(
                "voip-superuser-create", line, "VoIP-Superuserzentrale", {"username": "zentrale"} | password
            ),
            Change("voip-superuser-password", second, f"Kennwort geändert: {TODAY_OR_LATER}", password),
            Change("voip-superuser-remove", third, "VoIP-Superuser anlegen", {"confirmed_name": "lager"}),
        ],
    )


def test_c8_mail_addresses_packages_and_mailboxes(page: Page, erika: Person):
    package = give(erika, "mail-s")
    plain = give_mailbox(erika, package, "erika@nordwerk.example")
    quiet = give_mailbox(erika, package, "garten@nordwerk.example", tier="mailbox-plus")
    loud = give_mailbox(erika, package, "laut@nordwerk.example", tier="mailbox-plus", sends_sms=True)
    password = {"password": SECRET, "password_repeated": SECRET}
    changes = [
        ("additional-address", package, "neu@nordwerk.example Mail Basic", {"local_part": "neu"} | password),
        ("mail-product", package, r"Mail M \d von 25 Adressen", {"offering": "mail-m"}),
        ("mail-plus", plain, "erika@nordwerk.example Mail Plus", {"offering": "mailbox-plus"}),
        ("sms-on", quiet, "garten@nordwerk.example Mail Plus an", {"price_known": True}),
        ("sms-off", loud, "laut@nordwerk.example Mail Plus aus", {}),
        ("online-storage", quiet, r"garten@\S+ Mail Plus \w+ Online-Festplatte 100", {"size": "storage-100"}),
        ("mailbox-password", loud, rf"laut@\S+ Mail Plus \w+ keine {TODAY_OR_LATER}", password),
    ]
    log_in(page, erika.number, erika.password)
    order_and_see(page, [Change(*change, place="/email-adressen/") for change in changes])


def test_c8_account_bank_invoices_call_records_and_software(page: Page, erika: Person):
    bank = {"account_holder": "Erika Mustermann", "iban": "NL91 ABNA 0417 1643 00", "consent": True}
    records = {"detail": "shortened", "show_flat": True, "declared": True}
    office = {"offering": "office-home", "quantity": "2", "terms": True}
    log_in(page, erika.number, erika.password)
    order_and_see(
        page,
        [
            Change("bank-details", None, "IBANNL91 … 4300", bank, start="/stammdaten/"),
            Change(
                "invoice-delivery",
                None,
                "kommen per Post und online",
                {"delivery": "both"},
                start="/stammdaten/",
            ),
            Change(
                "call-records",
                None,
                r"Ab \S+ Zielnummer um drei Stellen gekürzt",
                records,
                start="/stammdaten/",
            ),
            Change("software", None, "Office Zuhause", office, start="/vertraege/"),
        ],
    )
