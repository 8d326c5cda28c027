"""A new card in the place of another; a lost one is blocked with it (D3, A14)."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from contracts.models import Order
from contracts.orders.states import OrderState
from mobile.models import SimCard, SimState
from portal.carrier.gateway import CarrierNews
from portal.carrier.signals import order_news
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.mobile.cast import give_sim
from tests.mobile.orders.blocking import block

KIND = "sim-replacement"
HOME = "Erika Mustermann, Mailänder Straße 2, 30539 Hannover"
S = SimState


def answers(card: SimCard, reason: str = "lost", address: str = HOME) -> dict[str, object]:
    return {"sim": card.pk, "reason": reason, "address": address}


def test_d3_a_lost_card_is_blocked_and_replaced(here, contract):
    old = contract.sims.get()
    checked = configure(here, KIND, contract, answers(old)).content.decode()
    assert "Die verlorene Karte wird sofort gesperrt" in checked
    placed = order(here, KIND, contract, answers(old))
    assert placed.activation_on == date(2026, 11, 24)
    assert (placed.monthly, placed.one_off) == (0, Decimal("14.95"))
    assert "24.11.2026" in mail_of(placed).text
    old.refresh_from_db()
    assert old.state == S.BLOCKED_LOSS
    assert Order.objects.get(kind="sim-block").activation_on == date(2026, 11, 20)
    assert until_done(placed).state == OrderState.COMPLETED  # and not the day before
    assert Order.objects.get(kind="sim-block").state == OrderState.COMPLETED
    old.refresh_from_db()
    new = old.replaced_by
    assert (old.state, new.state, new.position) == (S.REPLACED, S.INACTIVE, old.position)
    assert new.iccid.startswith("89491")


def test_d3_a_broken_card_works_as_long_as_it_does(here, contract):
    old = contract.sims.get()
    placed = order(here, KIND, contract, answers(old, "defective"))
    old.refresh_from_db()
    assert old.state == S.ACTIVE
    assert not Order.objects.filter(kind="sim-block").exists()
    until_done(placed)
    old.refresh_from_db()
    assert old.state == S.REPLACED


def test_d3_a_card_that_is_blocked_already_is_not_blocked_again(here, contract):
    old = contract.sims.get()
    block(here, contract, old.pk)
    order(here, KIND, contract, answers(old))
    assert Order.objects.filter(kind="sim-block").count() == 1


def test_d3_cards_go_to_known_addresses_only(here, contract):
    page = refused(here, KIND, contract, answers(contract.sims.get(), address="Irgendwo 1, 1010 Wien"))
    assert "Wir kennen diese Adresse nicht." in page


def test_d3_a_replaced_card_is_not_replaced_once_more(here, contract):
    old = give_sim(contract, S.REPLACED, 2)
    assert "Diese Karte wurde schon ersetzt." in refused(here, KIND, contract, answers(old))


def test_d3_a_carrier_that_names_no_card_brings_it_with_its_feed(here, contract):
    old = contract.sims.get()
    placed = order(here, KIND, contract, answers(old, "defective"))
    news = CarrierNews(placed.number, "C-1", "completed", placed.placed_at, assigned={})
    order_news.send(sender=None, news=news, now=placed.placed_at)
    placed.refresh_from_db()
    assert (placed.state, placed.trouble) == (OrderState.COMPLETED, "")
    old.refresh_from_db()
    assert (old.state, contract.sims.count()) == (S.REPLACED, 1)


def test_a_failed_order_changes_nothing_but_the_block_stays(here, contract):
    old = contract.sims.get()
    placed = let_fail(order(here, KIND, contract, answers(old)))
    assert placed.state == OrderState.FAILED
    old.refresh_from_db()
    assert (old.state, contract.sims.count()) == (S.BLOCKED_LOSS, 1)


def test_a14_the_password_is_asked_again(here, contract):
    with time_machine.travel("2026-11-20 10:06+01:00", tick=False):
        assert here.get(base(KIND, contract)).headers["Location"].startswith("/anmelden/bestaetigen/")


@pytest.mark.parametrize("state", [S.DEAD, S.BLOCKED_PIN])
def test_d3_what_cannot_be_saved_is_replaced(here, contract, state):
    contract.sims.update(state=state)
    done = until_done(order(here, KIND, contract, answers(contract.sims.get(), "defective")))
    assert done.state == OrderState.COMPLETED
    assert contract.sims.exclude(state=S.REPLACED).get().state == S.INACTIVE
