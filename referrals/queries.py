"""What a customer sees of their recommendations."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Sum

from portal.access.access import Access
from referrals.models import ReferralCode, ReferralEvent
from referrals.states import ReferralState


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


def credited_to(access: Access) -> list[Credited]:
    """What was credited so far, by currency."""
    rewarded = ReferralCode.objects.visible_to(access).filter(state=ReferralState.REWARDED)
    sums = rewarded.order_by("currency").values("currency").annotate(total=Sum("reward_amount"))
    return [Credited(row["total"], row["currency"]) for row in sums]
