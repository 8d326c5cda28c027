"""D3, D4, D5: what the states of a card allow, with sentences; how many cards a number has."""

import pytest
from django.utils.translation import override

from mobile.models import SimState
from mobile.rules import sims
from mobile.sim_states import Mover, may_move

S = SimState


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_d3_what_a_customer_may_do_is_what_the_table_of_moves_lets_happen():
    for state in S:
        assert (sims.activation_fault(state) == "") == may_move(state, S.ACTIVE, Mover.CUSTOMER), state
        assert (sims.block_fault(state) == "") == may_move(state, S.BLOCKED_LOSS, Mover.CUSTOMER), state
        assert (sims.unblock_fault(state) == "") == (state == S.BLOCKED_LOSS)
        assert not may_move(state, S.ACTIVE, Mover.CUSTOMER) or state == S.INACTIVE


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (S.ORDERED, "prepared"),
        (S.SENT, "on its way"),
        (S.ACTIVE, "active already"),
        (S.BLOCKED_LOSS, "Only our service centre"),
        (S.BLOCKED_PIN, "Enter the PUK"),
        (S.DEAD, "order a replacement"),
        (S.REPLACED, "activate the new one"),
    ],
)
def test_d3_activation_is_refused_with_the_reason(state: SimState, word: str):
    assert word in sims.activation_fault(state)


@pytest.mark.parametrize("state", [S.ORDERED, S.BLOCKED_LOSS, S.DEAD, S.REPLACED])
def test_d3_what_cannot_be_used_needs_no_block(state: SimState):
    assert sims.block_fault(state) != ""


def test_d3_a_card_is_replaced_once_and_not_before_it_was_sent():
    allowed = {state for state in S if sims.replacement_fault(state) == ""}
    assert allowed == set(S) - {S.ORDERED, S.REPLACED}


def test_d5_no_puk_for_a_dead_card():
    assert "entered wrongly ten times" in sims.puk_fault(S.DEAD)
    assert "was replaced" in sims.puk_fault(S.REPLACED)
    assert "not sent yet" in sims.puk_fault(S.ORDERED)
    for state in (S.SENT, S.INACTIVE, S.ACTIVE, S.BLOCKED_LOSS, S.BLOCKED_PIN):
        assert sims.puk_fault(state) == ""
        assert "comes by letter" in sims.puk_fault(state, is_known=False)


def test_d3_every_state_is_explained_and_so_are_the_codes():
    assert len({sims.meaning(state) for state in S}) == len(S)
    assert sims.code_rules() == (
        "After 3 wrong PINs the card locks itself. The PUK, 8 digits, unlocks it. "
        "After 10 wrong PUKs the card is unusable for ever."
    )


@pytest.mark.parametrize(
    ("taken", "wanted", "most", "allowed"),
    [
        ([1], 1, 3, True),
        ([1], 2, 3, True),
        ([1], 3, 3, False),
        ([1, 2], 1, 3, True),
        ([1, 3], 1, 3, True),
        ([1, 2, 3], 1, 3, False),
        ([1, 2], 1, 2, False),
        ([1], 1, 5, True),
        ([1, 2, 3], 1, 5, False),  # the network knows three
        ([1], 1, 1, False),
        ([1], 1, 0, False),
        ([1], 0, 3, False),
    ],
)
def test_d4_a_multicard_has_two_or_three_cards(taken: list[int], wanted: int, most: int, allowed: bool):
    assert (sims.multicard_fault(taken, wanted=wanted, most=most) == "") is allowed


def test_d4_free_places():
    assert sims.free_places([1]) == [2, 3]
    assert sims.free_places([1, 3]) == [2]
    assert sims.free_places([1], most=2) == [2]
    assert sims.free_places([1, 2, 3]) == []
    assert "same mailbox and one invoice" in sims.multicard_rules()
