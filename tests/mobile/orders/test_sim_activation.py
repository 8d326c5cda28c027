"""Activating a card: whoever types the end of its number has it (D3)."""

from datetime import date

import pytest

from contracts.orders.states import OrderState
from mobile.models import SimState
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.mobile.cast import give_sim
from tests.mobile.orders.blocking import block

KIND = "sim-activation"
S = SimState


@pytest.fixture
def fresh(contract):
    """A second card that has arrived."""
    return give_sim(contract, S.INACTIVE, 2, iccid="8949000000000004711")


def test_d3_at_once_where_the_carrier_can(here, contract, fresh):
    placed = order(here, KIND, contract, {"sim": fresh.pk, "iccid_end": "4711"})
    assert placed.activation_on == date(2026, 11, 20)
    assert (placed.monthly, placed.one_off) == (0, 0)
    assert "20.11.2026" in mail_of(placed).text
    fresh.refresh_from_db()
    assert fresh.state == S.INACTIVE  # the carrier has not worked yet
    assert until_done(placed).state == OrderState.COMPLETED
    fresh.refresh_from_db()
    assert (fresh.state, fresh.activated_at is not None) == (S.ACTIVE, True)


def test_d3_the_digits_prove_that_the_card_is_there(here, contract, fresh):
    page = refused(here, KIND, contract, {"sim": fresh.pk, "iccid_end": "4712"})
    assert "Das ist nicht das Ende der Kartennummer." in page
    assert "4711" not in page  # nothing on the page gives them away


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (S.ORDERED, "noch vorbereitet"),
        (S.SENT, "noch unterwegs"),
        (S.ACTIVE, "schon aktiv"),
        (S.BLOCKED_LOSS, "Die Karte wurde als verloren gemeldet."),
        (S.BLOCKED_PIN, "PUK"),
        (S.DEAD, "Ersatz"),
        (S.REPLACED, "aktivieren Sie die neue"),
    ],
)
def test_d3_only_inactive_cards(here, contract, fresh, state, sentence):
    contract.sims.filter(position=1).update(state=state)
    card = contract.sims.get(position=1)
    page = refused(here, KIND, contract, {"sim": card.pk, "iccid_end": card.iccid[-4:]})
    assert sentence in page


def test_d3_without_an_inactive_card_the_reason_is_told(here, contract):
    contract.sims.update(state=S.BLOCKED_LOSS)
    page = here.get(base(KIND, contract))
    assert page.status_code == 409
    assert "als verloren gemeldet" in page.content.decode()


def test_d3_a_card_that_is_blocked_meanwhile_stays_blocked(here, contract, fresh):
    placed = order(here, KIND, contract, {"sim": fresh.pk, "iccid_end": "4711"})
    block(here, contract, fresh.pk)
    until_done(placed)
    fresh.refresh_from_db()
    assert fresh.state == S.BLOCKED_LOSS


def test_d3_a_card_of_another_contract_is_no_choice(here, contract, fresh):
    page = configure(here, KIND, contract, {"sim": 999999, "iccid_end": "4711"}).content.decode()
    assert "Diese Karte gehört nicht zu Ihrem Vertrag." in page


def test_a_failed_order_changes_nothing(here, contract, fresh):
    placed = let_fail(order(here, KIND, contract, {"sim": fresh.pk, "iccid_end": "4711"}))
    assert placed.state == OrderState.FAILED
    fresh.refresh_from_db()
    assert fresh.state == S.INACTIVE
