"""D3: every move of a SIM card from every state, by everybody; one function makes them, whole or not at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from contracts.models import Product
from mobile.models import SimCard, SimEvent, SimState
from mobile.sim_states import MOVES, Mover, SimMoveRefused, may_move, move_sim, mover_of, replace_sim
from portal.audit.models import AuditEntry
from portal.audit.trail import Actor, system
from tests.mobile.cast import NOW, give_sim

S = SimState
ACTORS = {
    Mover.CUSTOMER: Actor("customer", "4999999999", 1),
    Mover.SERVICE_CENTRE: Actor("staff", "anna", 2),
    Mover.CARRIER: system("feed"),
}
# mover, from → to; written out once more, so that a slip in the table of moves is seen
ALLOWED = {
    (Mover.CUSTOMER, S.SENT): "blocked_loss",
    (Mover.CUSTOMER, S.INACTIVE): "active blocked_loss",
    (Mover.CUSTOMER, S.ACTIVE): "blocked_loss",
    (Mover.CUSTOMER, S.BLOCKED_PIN): "blocked_loss",
    (Mover.SERVICE_CENTRE, S.ORDERED): "replaced",
    (Mover.SERVICE_CENTRE, S.SENT): "blocked_loss replaced",
    (Mover.SERVICE_CENTRE, S.INACTIVE): "active blocked_loss replaced",
    (Mover.SERVICE_CENTRE, S.ACTIVE): "blocked_loss replaced",
    (Mover.SERVICE_CENTRE, S.BLOCKED_LOSS): "active replaced",
    (Mover.SERVICE_CENTRE, S.BLOCKED_PIN): "blocked_loss replaced",
    (Mover.SERVICE_CENTRE, S.DEAD): "replaced",
    (Mover.CARRIER, S.ORDERED): "sent inactive active blocked_loss blocked_pin dead replaced",
    (Mover.CARRIER, S.SENT): "inactive active blocked_loss blocked_pin dead replaced",
    (Mover.CARRIER, S.INACTIVE): "active blocked_loss blocked_pin dead replaced",
    (Mover.CARRIER, S.ACTIVE): "inactive blocked_loss blocked_pin dead replaced",
    (Mover.CARRIER, S.BLOCKED_LOSS): "sent inactive active blocked_pin dead replaced",
    (Mover.CARRIER, S.BLOCKED_PIN): "inactive active blocked_loss dead replaced",
    (Mover.CARRIER, S.DEAD): "replaced",
}


@pytest.mark.parametrize("mover", Mover)
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("to", S)
def test_d3_every_state_and_every_move(mover: Mover, state: SimState, to: SimState):
    assert may_move(state, to, mover) == (to in ALLOWED.get((mover, state), "").split())


def test_d3_nothing_leaves_a_replaced_card_and_a_dead_one_is_only_replaced():
    for mover in Mover:
        assert S.REPLACED not in MOVES[mover]
        assert MOVES[mover].get(S.DEAD, frozenset()) <= {S.REPLACED}


def test_d3_who_speaks_for_whom():
    assert {mover: mover_of(actor) for mover, actor in ACTORS.items()} == {mover: mover for mover in Mover}
    assert mover_of(Actor("invoice", "47-1")) is Mover.CUSTOMER


@pytest.mark.parametrize("mover", Mover)
@pytest.mark.parametrize("state", S)
def test_d3_the_function_makes_exactly_the_moves_of_the_table(
    contract: Product, mover: Mover, state: SimState
):
    sim = contract.sims.get()
    for to in S:
        SimCard.objects.filter(pk=sim.pk).update(state=state, state_at=NOW)
        before = SimEvent.objects.count(), AuditEntry.objects.filter(action="sim.state_changed").count()
        later = NOW + timedelta(hours=1)
        if may_move(state, to, mover):
            moved = move_sim(sim=sim, to=to, actor=ACTORS[mover], now=later, reason="r")
            assert (moved.state, moved.state_at) == (to, later)
            event = SimEvent.objects.latest("pk")
            assert (event.old_state, event.new_state, event.author) == (state, to, ACTORS[mover].name)
            assert (event.at, event.reason) == (later, "r")
            entry = AuditEntry.objects.filter(action="sim.state_changed").latest("pk")
            assert (entry.old, entry.new) == ({"state": state}, {"state": to})
            assert entry.customer_id == contract.customer_id
            continue
        if state != to:
            with pytest.raises(SimMoveRefused):
                move_sim(sim=sim, to=to, actor=ACTORS[mover], now=later)
        else:
            move_sim(sim=sim, to=to, actor=ACTORS[mover], now=later)
        sim.refresh_from_db()
        assert (sim.state, sim.state_at) == (state, NOW)
        assert before == (
            SimEvent.objects.count(),
            AuditEntry.objects.filter(action="sim.state_changed").count(),
        )


def test_d3_the_first_activation_is_kept(contract: Product):
    sim = give_sim(contract, S.INACTIVE, 2)
    move_sim(sim=sim, to=S.ACTIVE, actor=ACTORS[Mover.CUSTOMER], now=NOW)
    move_sim(sim=sim, to=S.BLOCKED_LOSS, actor=ACTORS[Mover.CUSTOMER], now=NOW + timedelta(days=1))
    sim = move_sim(sim=sim, to=S.ACTIVE, actor=ACTORS[Mover.SERVICE_CENTRE], now=NOW + timedelta(days=2))
    assert (sim.activated_at, sim.state_at) == (NOW, NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("state", "to", "sentence"),
    [
        (S.BLOCKED_LOSS, S.ACTIVE, "Only our service centre can unblock a card that was reported lost."),
        (S.REPLACED, S.ACTIVE, "This card was replaced. Please use the new one."),
        (S.SENT, S.ACTIVE, "The card cannot go from “sent” to “active”."),
    ],
)
def test_d3_a_refusal_says_why(contract: Product, state: SimState, to: SimState, sentence: str):
    sim = contract.sims.get()
    SimCard.objects.filter(pk=sim.pk).update(state=state)
    with override("en"), pytest.raises(SimMoveRefused, match=sentence):
        move_sim(sim=sim, to=to, actor=ACTORS[Mover.CUSTOMER], now=NOW)


def test_d3_a_move_is_undone_with_its_transaction(contract: Product):
    sim = contract.sims.get()
    with transaction.atomic():
        move_sim(sim=sim, to=S.BLOCKED_LOSS, actor=ACTORS[Mover.CUSTOMER], now=NOW)
        transaction.set_rollback(True)
    sim.refresh_from_db()
    assert sim.state == S.ACTIVE
    assert not SimEvent.objects.exists()


def test_d3_a_replacement_takes_the_place_of_the_old_card(contract: Product):
    old = contract.sims.get()
    heir = SimCard(iccid="8949000000000000009", state=S.ORDERED)
    old, heir = replace_sim(sim=old, heir=heir, actor=system("order 1"), now=NOW, reason="lost")
    assert (old.state, old.replaced_by) == (S.REPLACED, heir)
    assert (heir.product, heir.position, heir.state, heir.state_at) == (contract, 1, S.ORDERED, NOW)
    assert list(SimEvent.objects.order_by("pk").values_list("sim", "old_state", "new_state", "reason")) == [
        (old.pk, S.ACTIVE, S.REPLACED, "lost"),
        (heir.pk, "", S.ORDERED, "lost"),
    ]
    with pytest.raises(SimMoveRefused):
        replace_sim(sim=old, heir=SimCard(iccid="1", state=S.ORDERED), actor=system("order 2"), now=NOW)
    assert contract.sims.count() == 2


def test_d3_a_customer_cannot_replace_without_an_order(contract: Product):
    with pytest.raises(SimMoveRefused):
        replace_sim(
            sim=contract.sims.get(),
            heir=SimCard(iccid="1", state=S.ORDERED),
            actor=ACTORS[Mover.CUSTOMER],
            now=NOW,
        )
    assert contract.sims.get().state == S.ACTIVE


def test_d4_a_place_has_one_living_card(contract: Product):
    for state in (S.DEAD, S.REPLACED):
        give_sim(contract, state, 1)
    for state in (S.ORDERED, S.BLOCKED_LOSS, S.BLOCKED_PIN):
        with pytest.raises(IntegrityError, match="one_living_sim_per_place"), transaction.atomic():
            give_sim(contract, state, 1)
    give_sim(contract, S.ORDERED, 3)
    for place in (0, 4):
        with pytest.raises(IntegrityError, match="sim_has_place_1_to_3"), transaction.atomic():
            give_sim(contract, S.ORDERED, place)
    assert contract.sims.living().count() == 2
    assert contract.sims.current().count() == 3
