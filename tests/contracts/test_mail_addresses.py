"""The page of e-mail addresses (B5), and what addresses and their passwords may look like."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Access
from accounts.rules.password import Fault as PasswordFault
from contracts.models import CatalogueVersion, Product
from contracts.rules.mail_addresses import Fault, fault_of, is_reserved, local_part_of
from contracts.rules.mailbox_password import mailbox_faults
from portal.access.scope import Scope
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.mailboxes import give_mailbox
from tests.contracts.orders.ordering import order
from tests.contracts.owned import give, give_option

PAGE = "/email-adressen/"


@pytest.fixture
def package(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "mail-l")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def text_of(client) -> str:
    """The page's main part as words."""
    page = client.get(PAGE).content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def queries(client) -> int:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200
    return len(captured)


def test_as_many_queries_for_thirty_addresses_as_for_one(here, erika, package):
    counts = []
    for upto in (1, 3, 30):
        for number in range(package.parts.count(), upto):
            mailbox = give_mailbox(erika, package, f"name{number}@nordwerk.example")
            give_option(mailbox, "storage-25")
        counts.append(queries(here))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 8, counts


def test_what_an_address_has(here, erika, package):
    plus = give_mailbox(erika, package, "erika@nordwerk.example", tier="mailbox-plus", sends_sms=True)
    give_option(plus, "storage-100")
    text = text_of(here)
    assert "1 von 100 Adressen" in text
    assert "erika@nordwerk.example Mail Plus an Online-Festplatte 100 GB 01.01.2020" in text
    assert "SMS-Versand ausschalten" in text
    assert "SMS-Versand einschalten" not in text
    assert "Zu Mail Plus wechseln" not in text


def test_what_is_ordered_is_said(here, erika, package):
    mailbox = give_mailbox(erika, package, "erika@nordwerk.example")
    secret = {"password": "Brief-Marke-1234", "password_repeated": "Brief-Marke-1234"}
    placed = order(here, "mail-plus", mailbox, {"offering": "mailbox-plus"})
    new = {"local_part": "neu", "domain": "nordwerk.example"}
    order(here, "additional-address", package, new | secret)
    page = here.get(PAGE).content.decode()
    assert f"/auftraege/{placed.number}/" in page
    text = text_of(here)
    assert "Zu Mail Plus wechseln: bestellt" in text
    assert "neu@nordwerk.example ist bestellt" in text
    assert "2 von 100 Adressen" in text


def test_strangers_and_ended_addresses_are_not_shown(here, erika, firma, package):
    give_mailbox(firma, give(firma, "mail-s"), "fremd@nordwerk.example")
    gone = give_mailbox(erika, package, "alt@nordwerk.example")
    Product.objects.filter(pk=gone.pk).update(status="terminated")
    text = text_of(here)
    assert "fremd@" not in text
    assert "alt@" not in text


def test_an_address_without_package_is_shown_all_the_same(here, erika, package):
    package.delete()
    give_mailbox(erika, None, "allein@nordwerk.example")
    assert "Weitere Adressen" in text_of(here)


def test_no_addresses(here, erika):
    assert "Noch keine E-Mail-Adressen" in text_of(here)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("erika", None),
        (" Erika.Mustermann ", None),
        ("e", None),
        ("e_m-2.x", None),
        (".erika", Fault.SHAPE),
        ("erika.", Fault.SHAPE),
        ("erika..m", Fault.SHAPE),
        ("-erika", Fault.SHAPE),
        ("erika+x", Fault.SHAPE),
        ("jürgen", Fault.SHAPE),
        ("erika mustermann", Fault.SHAPE),
        ("erika@home", Fault.SHAPE),
        ("", Fault.SHAPE),
        ("e" * 64, None),
        ("e" * 65, Fault.TOO_LONG),
    ],
)
def test_local_parts(typed, fault):
    assert fault_of(local_part_of(typed), "nordwerk.example") is fault


def test_reserved_names():
    assert is_reserved("postmaster", "nordwerk.example", own_domains=[])
    assert is_reserved("post.master", "nordwerk.example", own_domains=["garten.de"])
    assert not is_reserved("postmaster", "garten.de", own_domains=["garten.de"])
    assert not is_reserved("postmasterin", "nordwerk.example", own_domains=[])


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Brief-Marke-1234", []),
        ("Brief-Mar", [PasswordFault.TOO_SHORT]),
        ("Kurz-1", [PasswordFault.TOO_SHORT]),
        ("xErIkA.muster-1", [PasswordFault.OWN_DATA]),
        ("Muster@nordwerk", [PasswordFault.OWN_DATA]),
    ],
)
def test_mailbox_passwords(password, faults):
    address = "erika.muster@nordwerk.example"
    assert mailbox_faults(password, address, is_known=lambda _password: False) == faults


def test_without_a_catalogue_addresses_are_shown_without_changes(here, erika, package):
    give_mailbox(erika, package, "erika@nordwerk.example")
    CatalogueVersion.objects.all().delete()
    text = text_of(here)
    assert "erika@nordwerk.example Mail Basic" in text
    assert "Ändern" not in text
    assert here.get(f"/bestellen/mail-product/{package.pk}/").status_code == 409


def test_who_only_reads_changes_nothing(here, erika, package):
    give_mailbox(erika, package, "erika@nordwerk.example")
    Access.objects.update(scope=Scope.READ)
    text = text_of(here)
    assert "erika@nordwerk.example" in text
    assert "hinzufügen" not in text
    assert "Zu Mail Plus wechseln" not in text
