"""Cancelling an order: before it left, while the carrier can stop it, and too late (C6)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contracts.kinds.bandwidth import BandwidthChange
from contracts.models import CancellationRequest, Order, Product
from portal.carrier.delivery import deliver_waiting
from portal.carrier.models import CarrierMessage, MessageState, SimulatedOrder
from portal.carrier.news import fetch_states
from portal.outbox.models import OutgoingMail
from tests.carrier.tmf_server import BROKEN, error
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import carrier_works, order
from tests.contracts.orders.placed import elsewhere, place_bandwidth
from tests.contracts.owned import give

EXAMINED = "Wir prüfen, ob sich der Auftrag noch anhalten lässt"
TOO_LATE = "Dieser Auftrag kann nicht mehr storniert werden"
BUTTON = "/stornieren/"


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False) as travel:
        yield travel


@pytest.fixture
def here(client, erika, clock):
    load_demo_catalogue()
    return log_in(client, erika.login)


@pytest.fixture
def placed(here, erika) -> Order:
    return order(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})


def cancel(client, placed):
    """Press the button on the order's page; the page that follows."""
    data = {"_customer": placed.customer.number}
    response = client.post(f"/auftraege/{placed.number}/stornieren/", data, follow=True)
    return response.content.decode()


def page_of(client, placed) -> str:
    return client.get(f"/auftraege/{placed.number}/").content.decode()


def deliver() -> None:
    deliver_waiting(clock=timezone.now)


def look(placed) -> None:
    fetch_states([placed.number], now=timezone.now())


def state(placed) -> tuple[str, str]:
    """The order's state and what became of the wish."""
    placed.refresh_from_db()
    return placed.state, CancellationRequest.objects.get(order=placed).outcome


def mails() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def offering(placed) -> str:
    return Product.objects.get(pk=placed.product_id).offering


def test_c6_before_it_left_it_is_cancelled_at_once_and_the_carrier_never_hears(here, placed):
    assert "Der Auftrag ist storniert" in cancel(here, placed)
    assert state(placed) == ("cancelled", "accepted")
    assert mails() == ["order_placed", "order_cancelled"]
    carrier_works()
    assert not SimulatedOrder.objects.exists()
    assert CarrierMessage.objects.get().state == MessageState.WITHDRAWN
    assert BUTTON not in page_of(here, placed)


def test_c6_the_subject_is_free_again(here, placed):
    cancel(here, placed)
    again = order(here, "bandwidth", placed.product, {"offering": "dsl-250-24"})
    assert again.number != placed.number


def test_c6_the_carrier_accepts_and_says_later_that_it_is_done(here, placed):
    carrier_works()
    assert EXAMINED in cancel(here, placed)
    assert state(placed) == ("assessingCancellation", "asked")
    look(placed)
    assert state(placed) == ("assessingCancellation", "asked")  # it goes on as before until it is asked
    deliver()
    assert state(placed) == ("pendingCancellation", "asked")
    look(placed)
    assert state(placed) == ("cancelled", "accepted")
    assert mails() == ["order_placed", "order_cancelled"]
    assert offering(placed) == "dsl-50-24"


def test_c6_a_carrier_that_is_done_at_once(here, placed, server):
    deliver()
    cancel(here, placed)
    server.cancel_state = "done"
    deliver()
    assert state(placed) == ("cancelled", "accepted")
    assert server.requests[-1][2]["productOrder"]["id"] == "C-1"


def test_c6_refused_it_goes_on_from_where_it_was(here, placed, server):
    deliver()
    server.orders[0]["state"] = "inProgress"
    look(placed)
    assert BUTTON in page_of(here, placed)
    cancel(here, placed)
    server.faults["POST"].append(error(422, "Der Techniker ist unterwegs"))
    deliver()
    assert state(placed) == ("inProgress", "refused")
    assert mails() == ["order_placed", "order_cancellation_refused"]
    page = page_of(here, placed)
    assert "Der Techniker ist unterwegs" in page
    assert BUTTON not in page
    cancel(here, placed)  # it was answered: no second wish
    assert state(placed) == ("inProgress", "refused")
    server.orders[0] |= {"state": "completed"}
    look(placed)
    assert (state(placed), offering(placed)) == (("completed", "refused"), "dsl-100-24")


def test_c6_on_its_day_the_simulator_no_longer_stops_it(here, placed, clock):
    carrier_works()
    clock.move_to("2026-11-26 05:00+01:00")
    SimulatedOrder.objects.update(state="held")
    log_in(here, placed.placed_by)
    cancel(here, placed)
    deliver()
    assert state(placed) == ("inProgress", "refused")
    assert CancellationRequest.objects.get().reason


def test_c6_completed_meanwhile_is_completed(here, placed, server):
    deliver()
    cancel(here, placed)
    server.orders[0] |= {"state": "completed"}
    look(placed)
    assert state(placed) == ("completed", "refused")
    server.cancel_state = "rejected"
    deliver()
    assert state(placed) == ("completed", "refused")
    assert mails() == ["order_placed", "order_completed"]
    assert offering(placed) == "dsl-100-24"


def test_c6_rejected_before_the_carrier_hears_the_wish(here, placed, server):
    server.faults["POST"].append(BROKEN)
    deliver()  # it may have left
    cancel(here, placed)
    server.faults["POST"].append(error(422, "Port belegt"))
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        deliver()
    assert state(placed) == ("rejected", "accepted")
    with time_machine.travel(timezone.now() + timedelta(hours=4), tick=False):
        deliver()
    assert state(placed) == ("rejected", "accepted")
    assert mails() == ["order_placed", "order_failed"]


def test_l4_a_carrier_that_is_away_hears_it_later(here, placed, server, settings):
    deliver()
    address, settings.CARRIER_URL = settings.CARRIER_URL, "http://127.0.0.1:1"
    cancel(here, placed)
    deliver()
    assert state(placed) == ("assessingCancellation", "asked")
    settings.CARRIER_URL = address
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        deliver()
    assert state(placed) == ("cancelled", "accepted")


def test_l4_a_carrier_that_stays_away_is_an_answer_after_days(here, placed, server):
    deliver()
    cancel(here, placed)
    server.faults["POST"].extend([BROKEN] * 200)
    wish = CarrierMessage.objects.get(action="cancel")
    while wish.state == MessageState.WAITING:
        with time_machine.travel(wish.due_at, tick=False):
            deliver()
        wish.refresh_from_db()
    assert state(placed) == ("acknowledged", "refused")
    assert mails() == ["order_placed", "order_cancellation_refused"]


def test_c6_a_second_click_is_the_same_wish(here, placed):
    carrier_works()
    pages = [cancel(here, placed), cancel(here, placed)]
    assert all(EXAMINED in page for page in pages)
    assert CancellationRequest.objects.count() == 1
    assert CarrierMessage.objects.filter(action="cancel").count() == 1
    assert placed.events.filter(state="assessingCancellation").count() == 1


def test_c6_the_carrier_may_look_at_a_cancellation_that_nobody_asked_for_here(here, placed, server):
    """Somebody called the hotline: the carrier's own states are followed, there and back."""
    deliver()
    for said in ("assessingCancellation", "inProgress"):
        server.orders[0]["state"] = said
        look(placed)
        placed.refresh_from_db()
        assert placed.state == said


def test_c6_a_stranger_cancels_nothing(here, placed, firma):
    log_in(here, firma.login)
    assert here.post(f"/auftraege/{placed.number}/stornieren/").status_code == 404
    assert here.post("/auftraege/P-999999/stornieren/").status_code == 404
    placed.refresh_from_db()
    assert placed.state == "acknowledged"


def test_c6_kinds_that_cannot_be_stopped_offer_no_button(here, placed, monkeypatch):
    monkeypatch.setattr(BandwidthChange, "is_cancellable", False)
    assert BUTTON not in page_of(here, placed)
    assert TOO_LATE in cancel(here, placed)
    assert not CancellationRequest.objects.exists()


@pytest.mark.parametrize("end", ["completed", "partial", "failed", "rejected", "cancelled"])
def test_c6_what_is_over_is_not_cancelled(here, placed, end):
    Order.objects.filter(pk=placed.pk).update(state=end)
    assert BUTTON not in page_of(here, placed)
    assert TOO_LATE in cancel(here, placed)
    assert not CancellationRequest.objects.exists()


def test_c6_what_was_ordered_elsewhere_is_cancelled_there(here, erika):
    for foreign in (elsewhere(erika, "E-1"), place_bandwidth(give(erika, "dsl-50-24"))):
        assert BUTTON not in page_of(here, foreign)
        cancel(here, foreign)
    assert not CancellationRequest.objects.exists()
