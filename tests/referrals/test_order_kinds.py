"""Codes and credits as orders (G1, G2, C8)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Customer
from contracts.models import Order, OrderChannel
from contracts.orders.products import account_for
from contracts.orders.states import OrderState
from portal.carrier.models import CarrierMessage
from referrals import codes
from referrals.models import ReferralCode
from referrals.operations import redeem_code, reward_code
from referrals.order_kinds import order_credit
from referrals.states import ReferralState
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import mail_of, order, refused, until_done
from tests.contracts.owned import give
from tests.referrals.play import JOB, make_code, make_prospect

TODAY = date(2026, 11, 20)


@pytest.fixture
def account(erika):
    load_demo_catalogue()
    return account_for(erika.customer, now=timezone.now())


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def be_new(account, since=date(2026, 11, 1)):
    Customer.objects.filter(pk=account.customer_id).update(customer_since=since)


def test_existing_customers_get_a_code_at_once(here, erika, account):
    give(erika, "dsl-50-24")
    placed = order(here, "referral-existing", account)
    assert placed.state == OrderState.COMPLETED
    code = ReferralCode.objects.get()
    assert (code.order_number, code.customer, code.kind) == (placed.number, erika.customer, "existing")
    assert placed.referral_code == code.code
    details = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert code.code in details
    assert "erledigt" in details
    assert mail_of(placed).to == "erika@example.org"
    assert not CarrierMessage.objects.exists()


def test_every_prospect_gets_a_code_of_their_own(here, erika, account):
    give(erika, "dsl-50-24")
    for _ in range(2):
        order(here, "referral-existing", account)
    assert ReferralCode.objects.count() == 2


def test_without_a_contract_nobody_recommends_as_an_existing_customer(here, erika, account):
    give(erika, "mail-s")
    page = refused(here, "referral-existing", account, {})
    assert "mit laufendem Vertrag" in page
    assert not ReferralCode.objects.exists()


def test_new_customers_have_their_own_campaign(here, account):
    be_new(account)
    placed = order(here, "referral-new", account)
    code = ReferralCode.objects.get()
    assert (code.kind, code.order_number) == ("new", placed.number)
    assert code.reward_amount == Decimal("15.00")


def test_who_is_no_longer_new_is_refused(here, account):
    be_new(account, since=date(2019, 5, 1))
    page = refused(here, "referral-new", account, {})
    assert "nur für Neukunden" in page


def test_no_customer_orders_a_credit(here, account):
    assert here.get(f"/bestellen/referral-credit/{account.pk}/").status_code == 409


def test_the_reward_is_an_order_to_the_carrier(here, erika, account):
    give(erika, "dsl-50-24")
    order(here, "referral-existing", account)
    code = ReferralCode.objects.get()
    prospect = make_prospect(customer_since=TODAY)
    redeem_code(
        code_text=code.code,
        new_customer=prospect,
        contract_reference="V-77",
        family="internet",
        term_months=24,
        contracted_on=TODAY,
        actor=JOB,
        now=timezone.now(),
    )
    code = reward_code(code=code, actor=JOB, now=timezone.now(), order_credit=order_credit)
    credit = Order.objects.get(number=code.credit_order_number)
    assert (credit.kind, credit.channel) == ("referral-credit", OrderChannel.SERVICE)
    assert code.state == ReferralState.REWARDED
    message = CarrierMessage.objects.get(order_number=credit.number)
    assert code.code in str(message.payload)
    assert str(code.reward_amount) in str(message.payload)
    done = until_done(credit)
    assert done.state == OrderState.COMPLETED
    assert "Gutgeschrieben am" in str(done.results)


HOME = {"offering": "fibre-300-24", "street": "Am Markt 7", "postcode": "30159", "town": "Hannover"}


def test_a_new_contract_names_a_code(here, erika, account):
    friend = make_prospect(customer_since=None)
    code = make_code(friend).code
    placed = order(here, "new-line", account, {**HOME, "referral_code": code.lower().replace("-", " ")})
    assert codes.parse(placed.referral_code) == code


def test_a_mistyped_code_is_noticed_in_the_order(here, account):
    page = refused(here, "new-line", account, {**HOME, "referral_code": "K7PM-HQ2X-RT9D-CW44"})
    assert "kein Empfehlungscode" in page


def test_a_code_that_was_used_is_refused_without_a_word_about_whose_it_is(here, account):
    friend = make_prospect(customer_since=None)
    code = make_code(friend)
    ReferralCode.objects.update(state=ReferralState.EXPIRED)
    page = refused(here, "new-line", account, {**HOME, "referral_code": code.code})
    assert "gilt nicht oder nicht mehr" in page
    assert friend.last_name not in page


def test_g1_the_confirmation_says_what_to_do_with_the_code(here, erika, account):
    give(erika, "dsl-50-24")
    placed = order(here, "referral-existing", account)
    page = here.get(f"/auftraege/{placed.number}/bestaetigung/").content.decode()
    assert "Geben Sie den Code weiter" in page
    assert 'href="/empfehlen/"' in page
