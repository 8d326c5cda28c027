"""G2: eligibility and amount of each campaign are rows of the catalogue."""

from dataclasses import replace

import pytest

from contracts.catalogue.store import version_on
from referrals.campaigns import Kind, Terms, contract_choices, family_name
from tests.cast import Person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.referrals.play import TODAY, make_code


@pytest.fixture
def campaigns(db: None):
    load_demo_catalogue()
    return version_on(TODAY)[1].campaigns


def test_g2_the_demo_has_a_campaign_of_each_kind(campaigns):
    assert {campaign.kind for campaign in campaigns.values()} == set(Kind.values)


def test_g2_a_code_keeps_what_the_catalogue_says(campaigns, erika: Person):
    for campaign in campaigns.values():
        code = make_code(erika.customer, campaign=campaign)
        code.refresh_from_db()
        assert code.terms == Terms.of(campaign)
        assert (code.campaign, code.reward_amount) == (campaign.code, campaign.reward)
        assert code.title == campaign.title.de


def test_g2_a_new_version_changes_no_code(campaigns, erika: Person):
    campaign = campaigns["kwk-2026"]
    code = make_code(erika.customer, campaign=campaign)
    dearer = make_code(erika.customer, campaign=replace(campaign, reward=campaign.reward + 1))
    code.refresh_from_db()
    assert (code.reward_amount, dearer.reward_amount) == (campaign.reward, campaign.reward + 1)


def test_g2_staff_choose_among_the_kinds_of_contracts(campaigns):
    offered = {code for code, _name in contract_choices()}
    assert {"account", "mailbox"} & offered == set()
    assert all(offered >= set(campaign.families) for campaign in campaigns.values())
    assert (family_name("internet"), family_name("gone")) == ("Internet", "gone")
