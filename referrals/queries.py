"""What a customer sees of their recommendations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from accounts.models import Customer
from contracts.models import Order
from portal.access.access import Access
from referrals import codes
from referrals.models import ReferralCode, ReferralEvent
from referrals.rules import Refusal
from referrals.states import ReferralState
from referrals.wording import REFUSALS

CREDIT_KIND = "referral-credit"


@dataclass(frozen=True)
class Credited:
    """What all rewards of one currency add up to."""

    total: Decimal
    currency: str


def codes_of(access: Access) -> QuerySet[ReferralCode]:
    """The customer's codes, each with `credited_at` (None until then). Nothing of whoever used them."""
    rewards = ReferralEvent.objects.filter(code=OuterRef("pk"), state=ReferralState.REWARDED)
    credited_at = Subquery(rewards.values("at")[:1], output_field=DateTimeField())
    return ReferralCode.objects.visible_to(access).annotate(credited_at=credited_at)


def customer_since(access: Access) -> date | None:
    """The first day as a customer of whoever `access` stands for; None where the carrier sent none."""
    return Customer.objects.visible_to(access).get(number=access.customer_number).customer_since


def problem_with(code_text: str) -> str | None:
    """Why a code cannot stand in an order for a new contract, in a sentence; None when it can.

    Who used it, or whose it is, is not told. Whether it counts for this contract is decided when it is redeemed.
    """
    text = codes.parse(code_text)
    if text is None:
        return str(REFUSALS[Refusal.MISTYPED])
    if ReferralCode.objects.filter(code=text, state=ReferralState.GENERATED).exists():
        return None
    return _("This referral code is not valid, or not any more.")


def credited_to(access: Access) -> list[Credited]:
    """What was credited so far, by currency."""
    rewarded = ReferralCode.objects.visible_to(access).filter(state=ReferralState.REWARDED)
    sums = rewarded.order_by("currency").values("currency").annotate(total=Sum("reward_amount"))
    return [Credited(row["total"], row["currency"]) for row in sums]


def credit_orders_of(code: ReferralCode) -> QuerySet[Order]:
    """Every order that was to credit this code, newest first: those that failed say why."""
    return Order.objects.filter(kind=CREDIT_KIND, referral_code=code.code).order_by("-placed_at", "-pk")
