"""Campaigns, codes and redemptions for the tests of this room."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Customer, PaymentDetails
from contracts.catalogue.items import Campaign, Text
from portal.audit.trail import Actor
from referrals.models import ReferralCode
from referrals.operations import generate_code, redeem_code, reward_code
from tests.cast import make_customer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ACTOR = Actor(kind="customer", name="4999999999")
JOB = Actor(kind="system", name="test")


EXISTING = Campaign(
    code="kwk-2026",
    kind="existing",
    name=Text("Kunden werben Kunden 2026", "Bring a friend 2026"),
    description=Text("Prämie", "Reward"),
    valid_from=date(2026, 1, 1),
    reward=Decimal("50.00"),
    valid_for_days=90,
    minimum_term_months=24,
    families=("internet", "mobile"),
    new_customer_within_days=90,
)
NEW = replace(
    EXISTING,
    code="nwk-2026",
    kind="new",
    name=Text("Neukunden werben Kunden 2026", "New here? Bring a friend 2026"),
    reward=Decimal("25.00"),
)


def make_prospect(number: str = "4700000001", **values: Any) -> Customer:
    """Somebody new: another name, another birthday, another account."""
    defaults = {
        "first_name": "Paul",
        "last_name": "Neumann",
        "born_on": date(1991, 2, 3),
        "customer_since": TODAY,
    }
    customer = make_customer(number, **{**defaults, **values})
    PaymentDetails.objects.filter(customer=customer).update(iban="DE02120300000000202051")
    return customer


def make_code(customer: Customer, *, campaign: Campaign = EXISTING, now: datetime = NOW) -> ReferralCode:
    """A code without an order."""
    return generate_code(customer=customer, campaign=campaign, order_number="", actor=ACTOR, now=now)


def redeem(code: ReferralCode | str, prospect: Customer, **values: Any) -> ReferralCode:
    """Redeem with a contract that breaks no rule; `values` override."""
    arguments = {
        "code_text": str(code),
        "new_customer": prospect,
        "contract_reference": "V-1001",
        "family": "internet",
        "term_months": 24,
        "contracted_on": TODAY,
        "actor": JOB,
        "now": NOW,
    }
    return redeem_code(**{**arguments, **values})


def make_rewarded(customer: Customer, prospect: Customer, reference: str = "V-1001") -> ReferralCode:
    code = redeem(make_code(customer), prospect, contract_reference=reference)
    return reward_code(code=code, actor=JOB, now=NOW)
