"""The moves of a SIM card: who may make which, and the one function that makes them (D3)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import LoginKind
from mobile.models import SimCard, SimEvent, SimState
from portal.audit.trail import Actor, record

Moves: TypeAlias = Mapping[SimState, frozenset[SimState]]


class Mover(StrEnum):
    """On whose behalf a card moves."""

    CUSTOMER = "customer"
    SERVICE_CENTRE = "service_centre"
    CARRIER = "carrier"  # its orders that are done, its events, its feed


class SimMoveRefused(Exception):
    """A move that the table does not have; the text is meant for customers."""


_S = SimState
_AT_THE_CUSTOMER = frozenset({_S.INACTIVE, _S.ACTIVE, _S.BLOCKED_LOSS, _S.BLOCKED_PIN})

# A card that was never activated can be lost as well. What the handset knows alone (PIN and PUK) is told by the
# carrier. Nothing leaves REPLACED, and a dead card can only be replaced.
MOVES: Mapping[Mover, Moves] = {
    Mover.CUSTOMER: {
        _S.SENT: frozenset({_S.BLOCKED_LOSS}),
        _S.INACTIVE: frozenset({_S.ACTIVE, _S.BLOCKED_LOSS}),
        _S.ACTIVE: frozenset({_S.BLOCKED_LOSS}),
        _S.BLOCKED_PIN: frozenset({_S.BLOCKED_LOSS}),
    },
    Mover.SERVICE_CENTRE: {
        _S.ORDERED: frozenset({_S.REPLACED}),
        _S.SENT: frozenset({_S.BLOCKED_LOSS, _S.REPLACED}),
        _S.INACTIVE: frozenset({_S.ACTIVE, _S.BLOCKED_LOSS, _S.REPLACED}),
        _S.ACTIVE: frozenset({_S.BLOCKED_LOSS, _S.REPLACED}),
        _S.BLOCKED_LOSS: frozenset({_S.ACTIVE, _S.REPLACED}),
        _S.BLOCKED_PIN: frozenset({_S.BLOCKED_LOSS, _S.REPLACED}),
        _S.DEAD: frozenset({_S.REPLACED}),
    },
    # The carrier's news may skip steps, and lifts a block when its service centre was asked to. No card goes back
    # into the post, except one whose loss block the carrier could not set: it is what it was.
    Mover.CARRIER: {
        _S.ORDERED: frozenset({_S.SENT, _S.REPLACED, _S.DEAD}) | _AT_THE_CUSTOMER,
        _S.SENT: frozenset({_S.REPLACED, _S.DEAD}) | _AT_THE_CUSTOMER,
        **{
            state: (_AT_THE_CUSTOMER - {state})
            | frozenset({_S.REPLACED, _S.DEAD} | ({_S.SENT} if state is _S.BLOCKED_LOSS else set()))
            for state in _AT_THE_CUSTOMER
        },
        _S.DEAD: frozenset({_S.REPLACED}),
    },
}


def may_move(state: str, to: str, mover: Mover) -> bool:
    """Is this move in the table? Staying where one is is no move."""
    return SimState(to) in MOVES[mover].get(SimState(state), frozenset())


def mover_of(actor: Actor) -> Mover:
    """Jobs and imports speak for the carrier, staff for the service centre, every other login for its customer."""
    if actor.kind == "system":
        return Mover.CARRIER
    return Mover.SERVICE_CENTRE if actor.kind == LoginKind.STAFF else Mover.CUSTOMER


@transaction.atomic
def move_sim(
    *,
    sim: SimCard,
    to: SimState,
    actor: Actor,
    now: datetime,
    reason: str = "",
    at: datetime | None = None,
) -> SimCard:
    """Move a card under its lock, with event and audit entry in the same transaction.

    `at` is when the state began (default: now). A move to the state it is in does nothing. SimMoveRefused for
    moves that `actor` may not make. The card that takes the place of a replaced one is named by `replace_sim`.
    """
    locked = SimCard.objects.select_for_update(of=("self",)).select_related("product").get(pk=sim.pk)
    if locked.state != to:
        if not may_move(locked.state, to, mover_of(actor)):
            raise SimMoveRefused(_refusal(locked.state, to))
        _write(locked, to, actor, now, reason, at or now)
    return locked


@transaction.atomic
def replace_sim(
    *, sim: SimCard, heir: SimCard, actor: Actor, now: datetime, reason: str = ""
) -> tuple[SimCard, SimCard]:
    """Put `heir`, a card that is not saved yet, in the place of `sim`; the old and the new card.

    The new card takes over product and position. SimMoveRefused when the old one was replaced before.
    """
    old = move_sim(sim=sim, to=SimState.REPLACED, actor=actor, now=now, reason=reason)
    if old.replaced_by_id is not None:
        raise SimMoveRefused(_("This card was replaced before."))
    heir.product, heir.position, heir.state_at = old.product, old.position, now
    heir.save(force_insert=True)
    SimEvent.objects.create(sim=heir, new_state=heir.state, at=now, author=actor.name, reason=reason)
    old.replaced_by = heir
    old.save(update_fields=["replaced_by"])
    return old, heir


def _write(sim: SimCard, to: SimState, actor: Actor, now: datetime, reason: str, at: datetime) -> None:
    old = sim.state
    sim.state, sim.state_at = to, at
    if to is SimState.ACTIVE and sim.activated_at is None:
        sim.activated_at = at
    sim.save(update_fields=["state", "state_at", "activated_at"])
    SimEvent.objects.create(sim=sim, old_state=old, new_state=to, at=at, author=actor.name, reason=reason)
    record(
        "sim.state_changed",
        actor=actor,
        now=now,
        customer_id=sim.product.customer_id,
        subject=sim,
        old={"state": old},
        new={"state": str(to)},
        note=reason,
    )


def _refusal(state: str, to: str) -> str:
    if state == SimState.BLOCKED_LOSS and to == SimState.ACTIVE:
        return _("Only our service centre can unblock a card that was reported lost.")
    if state == SimState.REPLACED:
        return _("This card was replaced. Please use the new one.")
    return _("The card cannot go from “%(old)s” to “%(new)s”.") % {
        "old": SimState(state).label,
        "new": SimState(to).label,
    }
