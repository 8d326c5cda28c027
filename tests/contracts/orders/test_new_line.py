"""A new internet line (C8): address, wished day, number brought along, referral code."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import DialInAccess, Order, Product, ProductStatus
from contracts.orders.registry import ReferralCheck, referral_checks
from contracts.orders.states import OrderState
from portal.carrier.models import SimulatedOrder
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import carrier_works, mail_of, order, refused, until_done
from tests.contracts.owned import account_product, give

HOME = {"offering": "fibre-300-24", "street": "Am Markt 7", "postcode": "30159", "town": "Hannover"}


@pytest.fixture
def account(erika) -> Product:
    load_demo_catalogue()
    return account_product(erika)


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def test_a_line_from_order_to_dial_in(here, account):
    placed = order(here, "new-line", account, HOME)
    assert placed.activation_on == date(2026, 12, 2)  # ten Werktage
    assert (placed.monthly, placed.one_off) == (Decimal("44.90"), Decimal("69.90"))
    assert placed.quote["minimumTermEndsOn"] == "2028-12-01"  # 24 months from the activation on
    assert placed.summary_sha256
    assert "02.12.2026" in mail_of(placed).text
    assert not Product.objects.filter(family="internet").exists()
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    line = Product.objects.get(family="internet")
    assert (line.offering, line.status, line.street) == ("fibre-300-24", ProductStatus.ACTIVE, "Am Markt 7")
    assert (line.started_on, line.minimum_term_ends_on) == (date(2026, 12, 2), date(2028, 12, 1))
    access = DialInAccess.objects.get(product=line)
    assert access.username == f"{account.customer.number}-{placed.number.removeprefix('P-')}"
    assert access.username in here.get(f"/auftraege/{placed.number}/").content.decode()
    assert mail_of(placed, "order_completed")


def test_a_failing_order_brings_nothing(here, account):
    placed = order(here, "new-line", account, HOME)
    let_fail(placed, "Im Haus fehlt die Leitung.")
    assert not Product.objects.filter(family="internet").exists()


def test_the_contract_address_is_filled_in(here, account):
    page = here.get(f"/bestellen/new-line/{account.pk}/").content.decode()
    assert 'value="Mailänder Straße 2"' in page
    assert "Vom 02.12.2026 bis zum 20.05.2027" in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            "2026-12-01",
            "Bitte wählen Sie einen Tag vom 02.12.2026 bis zum 20.05.2027",
        ),  # before the lead time
        ("2027-05-21", "Bitte wählen Sie einen Tag"),  # more than six months ahead
        ("2026-12-06", "Am 06.12.2026, einem Sonn- oder Feiertag"),
        ("2026-12-25", "Am 25.12.2026, einem Sonn- oder Feiertag"),
        ("2027-03-26", "Am 26.03.2027, einem Sonn- oder Feiertag"),  # Good Friday
    ],
)
def test_days_that_are_refused(here, account, day, sentence):
    assert sentence in refused(here, "new-line", account, {**HOME, "wished_on": day})


def test_a_wished_day_is_kept(here, account):
    placed = order(here, "new-line", account, {**HOME, "wished_on": "2027-02-01"})
    assert placed.activation_on == date(2027, 2, 1)
    assert placed.quote["minimumTermEndsOn"] == "2029-01-31"
    assert until_done(placed).state == OrderState.COMPLETED


def test_a_line_at_the_same_address_is_refused_however_it_is_spelt(here, erika, account):
    give(erika, "dsl-50-24")
    other = {**HOME, "street": "mailänder str.  2", "postcode": "30539"}
    assert "An dieser Adresse haben Sie schon einen Anschluss" in refused(here, "new-line", account, other)


def test_a_line_that_ends_before_makes_room(here, erika, account):
    status = ProductStatus.PENDING_TERMINATE
    give(erika, "dsl-50-24", status=status, ends_on=date(2026, 12, 31))
    home = {**HOME, "street": "Mailänder Straße 2", "postcode": "30539"}
    refused(here, "new-line", account, {**home, "wished_on": "2026-12-31"})
    assert order(here, "new-line", account, {**home, "wished_on": "2027-01-02"})


def test_one_open_order_for_each_address(here, account):
    placed = order(here, "new-line", account, HOME)
    page = refused(here, "new-line", account, {**HOME, "offering": "dsl-50-24", "street": "Am Markt 7 "})
    assert placed.number in page
    assert order(here, "new-line", account, {**HOME, "street": "Am Markt 8"})


def test_outside_of_the_supply_area(here, account, settings):
    settings.SUPPLY_POSTCODES = ("30", "31")
    page = refused(here, "new-line", account, {**HOME, "postcode": "80331", "town": "München"})
    assert "In 80331 München können wir noch keine Anschlüsse liefern" in page
    assert order(here, "new-line", account, HOME)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"postcode": "3015"}, "fünf Ziffern"),
        ({"number": "0511 123456"}, "Bitte nennen Sie den Anbieter"),
        ({"provider": "Telefonwerk"}, "die Sie mitnehmen möchten"),
        ({"number": "123", "provider": "Telefonwerk"}, "mit Vorwahl"),
        ({"offering": "dsl-50-business"}, "nicht verfügbar"),
        ({"offering": "fon-flat"}, "nicht verfügbar"),
    ],
)
def test_forms_that_are_refused(here, account, changed, sentence):
    assert sentence in refused(here, "new-line", account, {**HOME, **changed})


def test_a_number_is_brought_along(here, account):
    placed = order(here, "new-line", account, {**HOME, "number": "0511 123456", "provider": "Telefonwerk"})
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert "0511 123456" in page
    carrier_works()
    assert SimulatedOrder.objects.filter(number=placed.number).exists()


@pytest.fixture
def referral_check():
    """As referrals registers it: only one code is good."""
    kept = list(referral_checks)
    check = ReferralCheck("test", lambda code: None if code == "K7PM-HQ2X" else "Diesen Code gibt es nicht.")
    referral_checks._entries[:] = [check]
    yield
    referral_checks._entries[:] = kept


def test_a_referral_code_goes_with_the_order(here, account, referral_check):
    wrong = refused(here, "new-line", account, {**HOME, "referral_code": "XXXX"})
    assert "Diesen Code gibt es nicht." in wrong
    placed = order(here, "new-line", account, {**HOME, "referral_code": "k7pm-hq2x"})
    assert placed.referral_code == "K7PM-HQ2X"


def test_businesses_get_business_lines(client, firma):
    load_demo_catalogue()
    account = account_product(firma)
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        log_in(client, firma.login)
        refused(client, "new-line", account, HOME)
        placed = order(client, "new-line", account, {**HOME, "offering": "fibre-300-business"})
    assert not placed.summary_sha256  # § 54 TKG is about consumers
    assert Order.objects.count() == 1
