"""The end of a mobile contract: its options end with it, its number can be taken along (C8, C12, D7)."""

from datetime import date, datetime

from contracts.models import Product, ProductStatus
from contracts.orders.ending import end_terminated_products
from contracts.orders.states import OrderState
from mobile.models import MobileNumber, SimCard, SimState
from portal.documents import store
from portal.lib.periods import BERLIN
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.contracts.owned import give_option

NEXT = {"when": "next"}


def test_c12_the_options_end_with_the_contract(here, contract):
    option = give_option(contract, "mobil-sms-50")  # alone it would run until 28 February
    barrier = give_option(contract, "mobil-barrier-roaming-data")
    page = configure(here, "mobile-termination", contract, NEXT).content.decode()
    assert "Die Option „Mobil SMS 50“ endet mit dem Vertrag" in page
    assert "Nach dem 20.12.2026 funktionieren Ihre SIM-Karten nicht mehr" in page
    assert "bis zum 20.03.2027" in page  # 90 days later
    assert page.count("jetzt kündigen") == 1
    placed = order(here, "mobile-termination", contract, NEXT)
    assert (placed.activation_on, placed.quote["endsOn"]) == (date(2026, 11, 24), "2026-12-20")
    assert "20.12.2026" in mail_of(placed, "order_declared").text
    assert store.find(placed, "receipt") is not None
    contract.refresh_from_db()
    assert contract.status == ProductStatus.ACTIVE
    assert until_done(placed).state == OrderState.COMPLETED
    contract.refresh_from_db()
    assert (contract.status, contract.ends_on) == (ProductStatus.PENDING_TERMINATE, date(2026, 12, 20))
    option.refresh_from_db()
    assert option.valid_to is None  # until the last day they are there
    assert end_terminated_products(now=datetime(2026, 12, 21, 0, 5, tzinfo=BERLIN)) == 1
    contract.refresh_from_db()
    assert contract.status == ProductStatus.TERMINATED
    for row in (option, barrier):
        row.refresh_from_db()
        assert row.valid_to == date(2026, 12, 21)
    assert SimCard.objects.get(product=contract).state == SimState.ACTIVE  # the card itself was never blocked
    assert MobileNumber.objects.get(product=contract).valid_to is None  # it can still be taken along


def test_during_the_minimum_term_it_ends_with_it(here, contract):
    Product.objects.filter(pk=contract.pk).update(minimum_term_ends_on=date(2027, 5, 31))
    placed = order(here, "mobile-termination", contract, NEXT)
    assert placed.quote["endsOn"] == "2027-05-31"


def test_too_early_is_refused(here, contract):
    page = refused(here, "mobile-termination", contract, {"when": "later", "wished_on": "2026-12-19"})
    assert "frühestens am 20.12.2026" in page


def test_it_is_offered_once(here, contract):
    page = here.get(f"/vertraege/{contract.pk}/").content.decode()
    assert page.count("/bestellen/mobile-termination/") == 1
    assert base("termination", contract) not in page
    until_done(order(here, "mobile-termination", contract, NEXT))
    answer = here.get(base("mobile-termination", contract))
    assert answer.status_code == 409
    assert "Sein letzter Tag ist der 20.12.2026" in answer.content.decode()


def test_a_failing_termination_changes_nothing(here, contract):
    let_fail(order(here, "mobile-termination", contract, NEXT))
    contract.refresh_from_db()
    assert (contract.status, contract.ends_on) == (ProductStatus.ACTIVE, None)
