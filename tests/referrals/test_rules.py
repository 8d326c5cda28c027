"""G2: who may recommend us, and which contract redeems a code. Tables; no database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referrals.campaigns import Terms
from referrals.rules import (
    CodeFacts,
    NewContract,
    Party,
    Refusal,
    generation_refusal,
    is_new,
    last_day,
    redemption_refusal,
    self_referral,
)
from referrals.wording import REFUSALS
from tests.referrals import play

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
EXISTING, NEW = Terms.of(play.EXISTING), Terms.of(play.NEW)
ERIKA = Party("4999999999", "Erika Mustermann", date(1980, 8, 12), "DE89370400440532013000", date(2015, 3, 1))
PAUL = Party("4700000001", "Paul Neumann", date(1991, 2, 3), "DE02120300000000202051", TODAY)
CODE = CodeFacts("generated", EXISTING, generated_on=date(2026, 10, 1), expires_on=date(2026, 12, 30))
CONTRACT = NewContract("V-1001", "internet", 24, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("campaign", "since", "expected"),
    [
        (EXISTING, date(2015, 3, 1), None),
        (EXISTING, TODAY - 91 * DAY, None),
        (EXISTING, TODAY - 90 * DAY, Refusal.ONLY_EXISTING),
        (EXISTING, TODAY, Refusal.ONLY_EXISTING),
        (EXISTING, TODAY + 10 * DAY, Refusal.ONLY_EXISTING),
        (EXISTING, None, None),
        (replace(EXISTING, new_customer_within_days=0), TODAY - DAY, None),
        (replace(EXISTING, new_customer_within_days=0), TODAY, Refusal.ONLY_EXISTING),
        (NEW, TODAY, None),
        (NEW, TODAY + 10 * DAY, None),
        (NEW, TODAY - 90 * DAY, None),
        (NEW, TODAY - 91 * DAY, Refusal.ONLY_NEW),
        (NEW, None, None),
    ],
)
def test_g1_who_may_make_a_code(campaign, since, expected):
    assert generation_refusal(campaign, replace(ERIKA, customer_since=since), TODAY) is expected


@pytest.mark.parametrize("days_ago", range(0, 200, 10))
def test_g1_with_the_same_days_exactly_one_campaign_is_open(days_ago):
    customer = replace(ERIKA, customer_since=TODAY - days_ago * DAY)
    refused = [generation_refusal(campaign, customer, TODAY) for campaign in (EXISTING, NEW)]
    assert refused.count(None) == 1


def test_g1_closed_numbers_make_no_codes():
    assert generation_refusal(EXISTING, replace(ERIKA, is_closed=True), TODAY) is Refusal.CLOSED


def test_g2_the_last_day_counts_from_the_day_it_was_made():
    assert last_day(EXISTING, date(2026, 11, 20)) == date(2027, 2, 18)
    assert last_day(replace(EXISTING, valid_for_days=0), TODAY) == TODAY


@pytest.mark.parametrize(
    ("code", "contract", "kind", "expected"),
    [
        ({}, {}, "", None),
        ({}, {}, "existing", None),
        ({}, {}, "new", Refusal.OTHER_KIND),
        ({"terms": NEW}, {}, "existing", Refusal.OTHER_KIND),
        ({"terms": NEW}, {}, "new", None),
        ({"state": "redeemed"}, {}, "", Refusal.USED),
        ({"state": "rewarded"}, {}, "", Refusal.USED),
        ({"state": "expired"}, {}, "", None),
        ({"state": "expired", "expires_on": date(2026, 11, 18)}, {}, "", None),
        ({"state": "expired", "expires_on": date(2026, 11, 17)}, {}, "", Refusal.EXPIRED),
        ({"expires_on": date(2026, 11, 17)}, {}, "", Refusal.EXPIRED),
        ({"generated_on": date(2026, 11, 18)}, {}, "", None),
        ({"generated_on": date(2026, 11, 19)}, {}, "", Refusal.BEFORE_CODE),
        ({}, {"contracted_on": TODAY}, "", None),
        ({}, {"contracted_on": TODAY + DAY}, "", Refusal.IN_FUTURE),
        ({}, {"family": "mobile"}, "", None),
        ({}, {"family": "tv"}, "", Refusal.FAMILY),
        ({"terms": replace(EXISTING, families=())}, {"family": "tv"}, "", None),
        ({}, {"term_months": 23}, "", Refusal.TERM),
        ({"terms": replace(EXISTING, minimum_term_months=0)}, {"term_months": 0}, "", None),
    ],
)
def test_g2_which_contract_redeems_which_code(code, contract, kind, expected):
    found = redemption_refusal(
        replace(CODE, **code),
        referrer=ERIKA,
        new_customer=PAUL,
        contract=replace(CONTRACT, **contract),
        today=TODAY,
        expected_kind=kind,
    )
    assert found is expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({}, None),
        ({"number": "4999999999"}, Refusal.SAME_CUSTOMER),
        ({"name": "Erika Mustermann", "born_on": date(1980, 8, 12)}, Refusal.SAME_PERSON),
        ({"name": "  ERIKA  mustermann ", "born_on": date(1980, 8, 12)}, Refusal.SAME_PERSON),
        ({"name": "Erika Mustermann"}, None),
        ({"name": "Erika Mustermann", "born_on": None}, None),
        ({"born_on": date(1980, 8, 12)}, None),
        ({"iban": "DE89370400440532013000"}, Refusal.SAME_ACCOUNT),
        ({"iban": "de89 3704 0044 0532 0130 00"}, Refusal.SAME_ACCOUNT),
        ({"iban": ""}, None),
    ],
)
def test_g2_nobody_recommends_themselves(new, expected):
    assert self_referral(ERIKA, replace(PAUL, **new)) is expected
    found = redemption_refusal(
        CODE, referrer=ERIKA, new_customer=replace(PAUL, **new), contract=CONTRACT, today=TODAY
    )
    assert found is expected


def test_g2_unknown_accounts_and_birthdays_are_not_the_same():
    unknown = replace(ERIKA, born_on=None, iban="")
    assert self_referral(unknown, replace(unknown, number="4700000001")) is None


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, None),
        (CONTRACT.contracted_on + 14 * DAY, None),
        (CODE.generated_on, None),
        (CODE.generated_on - DAY, Refusal.NOT_NEW),
    ],
)
def test_g2_whoever_was_a_customer_before_was_not_recommended(since, expected):
    new = replace(PAUL, customer_since=since)
    assert (
        redemption_refusal(CODE, referrer=ERIKA, new_customer=new, contract=CONTRACT, today=TODAY) is expected
    )


def test_g2_new_includes_the_last_day():
    assert is_new(TODAY - 30 * DAY, TODAY, within_days=30)
    assert not is_new(TODAY - 31 * DAY, TODAY, within_days=30)


def test_g2_every_refusal_has_a_sentence():
    assert set(REFUSALS) == set(Refusal)
    assert len({str(text) for text in REFUSALS.values()}) == len(Refusal)
