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
from portal.outbox.models import OutgoingMail
from referrals import codes
from referrals.models import ReferralCode
from referrals.operations import credit_done, credit_failed, order_reward, redeem_code
from referrals.order_kinds import order_credit
from referrals.queries import credit_orders_of
from referrals.states import ReferralState
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.failing import let_fail
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
    answer = here.get(f"/bestellen/referral-new/{account.pk}/")
    assert answer.status_code == 409
    assert "nur für Neukunden" in answer.content.decode()
    assert here.post(f"/bestellen/referral-new/{account.pk}/", {}).status_code == 409
    assert not Order.objects.exists()


def test_no_customer_orders_a_credit(here, account):
    assert here.get(f"/bestellen/referral-credit/{account.pk}/").status_code == 409


@pytest.fixture
def redeemed(here, erika, account) -> ReferralCode:
    """Erika's code, named by a new customer's contract."""
    give(erika, "dsl-50-24")
    order(here, "referral-existing", account)
    return redeem_code(
        code_text=ReferralCode.objects.get().code,
        new_customer=make_prospect(customer_since=TODAY),
        contract_reference="V-77",
        family="internet",
        term_months=24,
        contracted_on=TODAY,
        actor=JOB,
        now=timezone.now(),
    )


def credit(code: ReferralCode) -> Order:
    """The service centre presses the button."""
    number = order_reward(
        code=code, actor=JOB, now=timezone.now(), order_credit=order_credit
    ).credit_order_number
    return Order.objects.get(number=number)


def test_the_reward_is_an_order_to_the_carrier_and_credited_when_it_is_done(here, redeemed):
    placed = credit(redeemed)
    assert (placed.kind, placed.channel) == ("referral-credit", OrderChannel.SERVICE)
    message = CarrierMessage.objects.get(order_number=placed.number)
    assert redeemed.code in str(message.payload)
    assert str(redeemed.reward_amount) in str(message.payload)
    redeemed.refresh_from_db()
    assert redeemed.state == ReferralState.REDEEMED
    assert "Gutschrift veranlasst" in here.get("/empfehlen/").content.decode()
    assert not OutgoingMail.objects.filter(kind="referral_rewarded").exists()
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    assert "Gutgeschrieben am" in str(done.results)
    redeemed.refresh_from_db()
    assert (redeemed.state, redeemed.credit_order_number) == (ReferralState.REWARDED, placed.number)
    assert OutgoingMail.objects.filter(kind="referral_rewarded").count() == 1


def test_a_credit_that_the_carrier_refuses_leaves_the_code_redeemed_and_can_be_ordered_again(here, redeemed):
    failed = let_fail(credit(redeemed), "Konto gesperrt")
    assert failed.state == OrderState.FAILED
    redeemed.refresh_from_db()
    assert (redeemed.state, redeemed.credit_order_number) == (ReferralState.REDEEMED, "")
    assert not OutgoingMail.objects.filter(kind="referral_rewarded").exists()
    assert "gutgeschrieben" not in here.get("/empfehlen/").content.decode()
    again = credit(redeemed)
    assert again.number != failed.number
    assert until_done(again).state == OrderState.COMPLETED
    redeemed.refresh_from_db()
    assert (redeemed.state, redeemed.credit_order_number) == (ReferralState.REWARDED, again.number)
    assert [o.number for o in credit_orders_of(redeemed)] == [again.number, failed.number]
    assert OutgoingMail.objects.filter(kind="referral_rewarded").count() == 1


def test_news_about_a_failed_credit_that_come_late_pay_nothing_twice(redeemed):
    failed = let_fail(credit(redeemed))
    again = credit(redeemed)
    credit_done(order_number=failed.number, now=timezone.now())
    redeemed.refresh_from_db()
    assert (redeemed.state, redeemed.credit_order_number) == (ReferralState.REDEEMED, again.number)
    credit_failed(order_number=failed.number, now=timezone.now())
    redeemed.refresh_from_db()
    assert redeemed.credit_order_number == again.number


@pytest.mark.parametrize(
    ("since", "offered"),
    [
        (TODAY, ["new"]),  # the demo's campaign for existing customers is open from the second day on
        (date(2026, 11, 1), ["existing", "new"]),
        (date(2019, 5, 1), ["existing"]),
        (None, ["existing", "new"]),  # the carrier does not say
    ],
)
def test_only_the_campaigns_for_the_customer_are_offered(here, account, since, offered):
    be_new(account, since=since)
    page = here.get("/empfehlen/").content.decode()
    assert [kind for kind in ("existing", "new") if f"/bestellen/referral-{kind}/" in page] == offered


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
