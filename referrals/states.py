"""The states of a referral code, the moves between them, and the one function that moves (G2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.audit.trail import Actor, record

if TYPE_CHECKING:
    from referrals.models import ReferralCode, ReferralEvent


class ReferralState(models.TextChoices):
    """Generated: may be used. Redeemed: a new contract named it. Rewarded: credited. Expired: its last day is over."""

    GENERATED = "generated", pgettext_lazy("referral code", "open")
    REDEEMED = "redeemed", pgettext_lazy("referral code", "redeemed")
    REWARDED = "rewarded", pgettext_lazy("referral code", "credited")
    EXPIRED = "expired", pgettext_lazy("referral code", "expired")


# From an expired code a redemption is still possible: the day of the contract decides, not the day on which the
# service centre gets to it (referrals.rules).
MOVES: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.GENERATED: frozenset({ReferralState.REDEEMED, ReferralState.EXPIRED}),
    ReferralState.EXPIRED: frozenset({ReferralState.REDEEMED}),
    ReferralState.REDEEMED: frozenset({ReferralState.REWARDED}),
    ReferralState.REWARDED: frozenset(),
}


class MoveNotAllowed(Exception):
    """A code cannot go from `old` to `new`."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} -> {new}")
        self.old = old
        self.new = new


def may_move(old: str, new: str) -> bool:
    return ReferralState(new) in MOVES[ReferralState(old)]


def move(
    code: "ReferralCode",
    new: ReferralState,
    *,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> "ReferralEvent":
    """Bring `code` into the state `new`, with its event and its entry in the trail; MoveNotAllowed otherwise.

    Call it in the transaction of what causes the move, with the row of the code locked. A row that another
    transaction has moved meanwhile is refused by the database, and so is a second event of the same state.
    `facts` stand in the trail beside the new state.
    """
    old = code.state
    if not may_move(old, new):
        raise MoveNotAllowed(old, new)
    if type(code).objects.filter(pk=code.pk, state=old).update(state=new) != 1:
        raise MoveNotAllowed(old, new)
    code.state = new
    return note(code, old=old, actor=actor, now=now, facts=facts)


def note(
    code: "ReferralCode", *, old: str, actor: Actor, now: datetime, facts: Mapping[str, Any] | None = None
) -> "ReferralEvent":
    """Write down the state that `code` has just reached (`old` is empty for a fresh one)."""
    event = code.events.create(
        state=code.state, at=now, actor_kind=actor.kind, actor_name=actor.name[:150], login_id=actor.login_id
    )
    record(
        f"referral.{code.state}",
        actor=actor,
        now=now,
        customer_id=code.customer_id,
        subject=code,
        old={"state": old} if old else {},
        new={"state": code.state, **(facts or {})},
    )
    return event
