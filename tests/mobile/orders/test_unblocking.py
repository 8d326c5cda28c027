"""Only the service centre unblocks a lost card, with a reason, by an order to the carrier (D3, K2)."""

import pytest
from django.contrib.auth.models import Group

from contracts.models import Order, OrderChannel
from contracts.orders.states import OrderState
from mobile.models import SimState
from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup
from tests.cast import log_in_staff
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, carrier_works, mail_of, until_done
from tests.mobile.cast import PUK
from tests.mobile.orders.blocking import block

S = SimState
REASON = "Frau Mustermann hat die Karte wieder, Telefonkennwort stimmt."


@pytest.fixture
def card(contract):
    contract.sims.update(state=S.BLOCKED_LOSS)
    return contract.sims.get()


@pytest.fixture
def desk(client, anna_service):
    """Anna's browser."""
    anna_service.groups.add(Group.objects.get(name=StaffGroup.SERVICE.title))
    return log_in_staff(client, anna_service)


def unblock(desk, card, reason=REASON):
    return desk.post(f"/verwaltung/mobile/simcard/{card.pk}/entsperren/", {"reason": reason}, follow=True)


def test_k2_unblocked_by_an_order_with_a_reason(desk, card):
    assert desk.get(f"/verwaltung/mobile/simcard/{card.pk}/entsperren/").status_code == 200
    page = unblock(desk, card)
    placed = Order.objects.get()
    assert placed.number in page.content.decode()
    assert (placed.kind, placed.channel) == ("sim-unblock", OrderChannel.SERVICE)
    entry = AuditEntry.objects.get(action="sim.unblock_ordered")
    assert (entry.note, entry.actor_name, entry.new) == (REASON, "anna", {"order": placed.number})
    assert entry.customer_id == card.product.customer_id
    card.refresh_from_db()
    assert card.state == S.BLOCKED_LOSS  # until the carrier has lifted it
    assert until_done(placed).state == OrderState.COMPLETED
    card.refresh_from_db()
    assert card.state == S.ACTIVE
    assert mail_of(placed, "order_completed")


def test_k2_not_without_a_reason(desk, card):
    unblock(desk, card, "")
    assert not Order.objects.exists()


def test_k2_only_what_is_blocked_after_a_loss(desk, card):
    for state, word in ((S.ACTIVE, "nicht gesperrt"), (S.BLOCKED_PIN, "PUK")):
        type(card).objects.update(state=state)
        assert word in unblock(desk, card).content.decode()
    assert not Order.objects.exists()


def test_d3_not_before_the_block_is_done(here, contract, anna_service):
    placed = block(here, contract, contract.sims.get().pk)
    anna_service.groups.add(Group.objects.get(name=StaffGroup.SERVICE.title))
    here.logout()
    desk = log_in_staff(here, anna_service)
    card = contract.sims.get()
    assert placed.number in unblock(desk, card).content.decode()
    assert Order.objects.count() == 1
    carrier_works()
    unblock(desk, card)
    assert Order.objects.count() == 2


def test_a_failed_order_leaves_the_card_blocked(desk, card):
    unblock(desk, card)
    assert let_fail(Order.objects.get()).state == OrderState.FAILED
    card.refresh_from_db()
    assert card.state == S.BLOCKED_LOSS


def test_k1_a_right_of_its_own(client, anna_service, card):
    anna_service.groups.add(Group.objects.get(name=StaffGroup.AUDITOR.title))
    desk = log_in_staff(client, anna_service)
    assert desk.get(f"/verwaltung/mobile/simcard/{card.pk}/change/").status_code == 200
    assert unblock(desk, card).status_code == 403
    assert not Order.objects.exists()


def test_k2_customers_are_found_by_card_and_number(desk, card, erika):
    for words in (card.iccid, card.iccid[-6:], "01511 2345678", "+49 1511 2345678"):
        page = desk.get("/verwaltung/accounts/customer/", {"q": words}).content.decode()
        assert f"/verwaltung/accounts/customer/{erika.customer.pk}/change/" in page, words
    page = desk.get(f"/verwaltung/accounts/customer/{erika.customer.pk}/change/").content.decode()
    assert card.iccid in page
    assert f"/verwaltung/mobile/simcard/{card.pk}/entsperren/" in page


def test_d3_the_page_tells_no_codes(desk, card):
    page = desk.get(f"/verwaltung/mobile/simcard/{card.pk}/change/").content.decode()
    assert card.pin_sealed not in page
    assert PUK not in page


def test_customers_cannot(here, contract):
    contract.sims.update(state=S.BLOCKED_LOSS)
    page = here.get(base("sim-unblock", contract))
    assert page.status_code == 409
    assert "als verloren gemeldet" in page.content.decode()
    assert here.post(
        f"/verwaltung/mobile/simcard/{contract.sims.get().pk}/entsperren/", {"reason": "x"}
    ).status_code in (302, 403)
