"""The entry in directories: only what the customer asks for (B7, § 17 TDDDG)."""

from datetime import date

import pytest
import time_machine

from contracts.models import DirectoryEntry, Product
from contracts.orders.states import OrderState
from portal.audit.trail import system
from portal.carrier.steering import fail
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.owned import SINCE, give

KIND = "directory-entry"
WHOLE = "Mailänder Straße 2, 30539 Hannover"


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "fon-komfort")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def listed(line: Product) -> DirectoryEntry:
    return DirectoryEntry.objects.create(
        product=line, printed=True, electronic=True, name="Erika Mustermann", address=WHOLE, since=SINCE
    )


def test_b7_a_new_entry_with_the_data_of_the_customers_choice(here, line):
    wish = {"electronic": "on", "enquiries": "on", "name": "E. Mustermann", "address": "Hannover"}
    placed = order(here, KIND, line, wish)
    assert placed.activation_on == date(2026, 11, 26)
    assert (placed.monthly, placed.one_off) == (0, 0)
    mail = mail_of(placed).text
    assert "26.11.2026" in mail
    assert "elektronische Verzeichnisse, Telefonauskunft" in mail
    assert not DirectoryEntry.objects.exists()
    assert until_done(placed).state == OrderState.COMPLETED  # nothing is there the day before
    entry = line.directory
    assert (entry.printed, entry.electronic, entry.enquiries) == (False, True, True)
    assert (entry.name, entry.address, entry.profession) == ("E. Mustermann", "Hannover", "")
    assert entry.since == date(2026, 11, 26)
    assert mail_of(placed, "order_completed")


def test_b7_nothing_chosen_deletes_the_entry(here, line):
    listed(line)
    placed = order(here, KIND, line, {"name": "Erika Mustermann", "profession": "Ärztin"})
    assert placed.answers == {
        "printed": False, "electronic": False, "enquiries": False, "name": "", "address": "", "profession": "",
    }  # fmt: skip
    assert "keiner, der bisherige wird gelöscht" in mail_of(placed).text
    assert DirectoryEntry.objects.exists()
    until_done(placed)
    assert not DirectoryEntry.objects.exists()


def test_b7_nothing_to_change_is_refused(here, line):
    assert "Ihre Rufnummer ist nirgends eingetragen" in refused(here, KIND, line, {"name": "Erika"})
    listed(line)
    same = {"printed": "on", "electronic": "on", "name": "Erika Mustermann", "address": WHOLE}
    assert "Ihre Rufnummer ist schon so eingetragen" in refused(here, KIND, line, same)


def test_b7_an_entry_needs_a_name_and_a_profession_too(here, line):
    page = refused(here, KIND, line, {"printed": "on", "address": "Hannover"})
    assert "Ein Eintrag braucht mindestens einen Namen." in page
    page = refused(here, KIND, line, {"printed": "on", "profession": "Ärztin"})
    assert "Ein Beruf wird nur zusammen mit einem Namen eingetragen." in page


def test_an_address_that_is_not_the_lines_is_refused(here, line):
    refused(here, KIND, line, {"printed": "on", "name": "Erika", "address": "Schloss Bellevue"})


def test_nothing_is_chosen_for_the_customer(here, line):
    page = here.get(base(KIND, line)).content.decode()
    assert 'value="Erika Mustermann"' in page
    assert page.count(" checked") == 1  # no address
    listed(line)
    page = here.get(base(KIND, line)).content.decode()
    assert page.count(" checked") == 3  # printed, electronic, the whole address


def test_printed_directories_need_time(here, line):
    listed(line)
    checked = configure(here, KIND, line, {"electronic": "on", "name": "Erika"}).content.decode()
    assert "Gedruckte Verzeichnisse zeigen die Änderung in ihrer nächsten Ausgabe." in checked


def test_b7_the_products_page_shows_the_present_entry(here, line, erika):
    page = here.get(f"/vertraege/{line.pk}/").content.decode()
    assert "Ihre Rufnummer steht in keinem Verzeichnis" in page
    listed(line)
    page = here.get(f"/vertraege/{line.pk}/").content.decode()
    assert "gedruckte Verzeichnisse, elektronische Verzeichnisse" in page
    assert WHOLE in page
    assert "Verzeichnis" not in here.get(f"/vertraege/{give(erika, 'tv-basis').pk}/").content.decode()


def test_a_failed_order_changes_nothing(here, line):
    listed(line)
    placed = order(here, KIND, line)
    carrier_works()
    fail(placed.number, "Technisch nicht möglich", actor=system("test"), now=placed.placed_at)
    assert until_done(placed).state == OrderState.FAILED
    assert line.directory.printed


def test_not_offered_for_other_products(here, erika, line):
    assert here.get(base(KIND, give(erika, "tv-basis"))).status_code == 409
