"""Real orders against a carrier that is slow, broken and talks twice: none lost, none twice, none backwards
(C6, C7, L4)."""

import json
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from contracts import tasks
from contracts.models import Order, OrderEvent, Product
from contracts.orders.by_staff import change_state
from contracts.orders.states import OrderState
from portal.audit.trail import Actor
from portal.carrier.delivery import deliver_waiting
from portal.carrier.models import CarrierMessage, MessageState
from portal.outbox.models import OutgoingMail
from tests.carrier.tmf_server import (
    BROKEN,
    BROKEN_AFTER,
    DROP_AFTER,
    DROP_BEFORE,
    MALFORMED,
    Fault,
    busy,
    error,
    slow,
)
from tests.cast import log_in, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import order
from tests.contracts.orders.placed import elsewhere
from tests.contracts.owned import give

SECRET = "Ereignis-Losung-5"
START = "2026-11-20 10:00+01:00"
NEW = {"offering": "dsl-100-24"}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travel:
        yield travel


def order_as(person) -> Order:
    client = log_in(Client(), person.login)
    return order(client, "bandwidth", give(person, "dsl-50-24"), NEW)


@pytest.fixture
def placed(clock, erika, server, settings) -> Order:
    """Erika's order, which the carrier has accepted as C-1."""
    settings.CARRIER_EVENT_SECRET = SECRET
    load_demo_catalogue()
    made = order_as(erika)
    deliver_waiting(clock=timezone.now)
    return made


def tell(placed: Order, state: str, at: str, event_id: str, **values: str) -> int:
    """The carrier posts an event; the answer's status."""
    body = {
        "eventId": event_id,
        "eventTime": at,
        "eventType": "ProductOrderStateChangeEvent",
        "event": {"productOrder": {"id": "C-1", "externalId": placed.number, "state": state, **values}},
    }
    headers = {"X-Carrier-Secret": SECRET}
    answer = Client().post(
        "/carrier/ereignisse/", json.dumps(body), content_type="application/json", headers=headers
    )
    placed.refresh_from_db()
    return answer.status_code


def look() -> None:
    tasks.fetch_order_states()


def course(placed: Order) -> list[str]:
    return list(OrderEvent.objects.filter(order=placed).order_by("pk").values_list("state", flat=True))


def mails(placed: Order) -> list[str]:
    found = OutgoingMail.objects.filter(subject__contains=placed.number).order_by("pk")
    return list(found.values_list("kind", flat=True))


def offering(placed: Order) -> str:
    return Product.objects.get(pk=placed.product_id).offering


def test_l4_ten_customers_and_a_carrier_in_trouble(clock, server, db):
    load_demo_catalogue()
    orders = [order_as(make_person(str(4_700_000_000 + n))) for n in range(10)]
    numbers = [one.number for one in orders]
    server.faults["POST"].extend(
        [
            slow(0.8),
            BROKEN,
            busy("30"),
            MALFORMED,
            DROP_AFTER,
            DROP_BEFORE,
            BROKEN_AFTER,
            slow(0.8, accepts=False),
        ]
    )
    server.faults["GET"].extend([BROKEN, Fault(200, "{"), DROP_BEFORE, busy("30"), Fault(200, {})])
    for _minutes in range(40):  # the sweep of every half hour
        deliver_waiting(clock=timezone.now)
        look()
        clock.shift(timedelta(minutes=30))
    assert server.counts == Counter(numbers)
    assert not any(server.faults.values())
    assert set(CarrierMessage.objects.values_list("state", flat=True)) == {MessageState.SENT}
    references = {entry["externalId"]: entry["id"] for entry in server.orders}
    assert dict(Order.objects.values_list("number", "carrier_reference")) == references
    for entry in server.orders:
        entry["state"] = "completed"
    look()
    look()
    assert set(Order.objects.values_list("state", flat=True)) == {"completed"}
    assert set(Product.objects.values_list("offering", flat=True)) == {"dsl-100-24"}
    assert [mails(one) for one in orders] == [["order_placed", "order_completed"]] * 10


def test_c7_completed_before_in_progress_stays_completed(placed):
    assert tell(placed, "completed", "2026-11-20T10:00:02+01:00", "E-2") == 204
    assert tell(placed, "inProgress", "2026-11-20T10:00:01+01:00", "E-1") == 204
    assert tell(placed, "inProgress", "2026-11-20T10:00:03+01:00", "E-3") == 204
    assert (placed.state, course(placed)) == ("completed", ["acknowledged", "completed"])
    assert (offering(placed), mails(placed)) == ("dsl-100-24", ["order_placed", "order_completed"])


def test_c7_old_pending_after_in_progress_changes_nothing(placed, clock):
    clock.shift(timedelta(minutes=5))
    tell(placed, "inProgress", "2026-11-20T10:03:00+01:00", "E-2")
    tell(placed, "pending", "2026-11-20T10:02:00+01:00", "E-1")
    assert course(placed) == ["acknowledged", "inProgress"]


def test_c7_the_same_events_again_and_under_other_ids_are_one_effect(placed):
    for event_id in ("E-1", "E-1", "E-2", "E-3", "E-3"):
        assert tell(placed, "completed", "2026-11-20T10:00:00+01:00", event_id) == 204
    assert course(placed) == ["acknowledged", "completed"]
    assert mails(placed) == ["order_placed", "order_completed"]


def test_c7_an_event_from_before_the_last_look_does_not_turn_the_order_back(placed, server, clock):
    server.orders[0]["state"] = "inProgress"
    look()
    clock.shift(timedelta(minutes=30))
    look()  # still in progress: what was said before is old now
    tell(placed, "pending", "2026-11-20T10:15:00+01:00", "E-1")
    assert course(placed) == ["acknowledged", "inProgress"]
    clock.shift(timedelta(minutes=30))
    tell(placed, "held", "2026-11-20T11:00:00+01:00", "E-2", note="")
    assert course(placed) == ["acknowledged", "inProgress", "held"]


def test_c7_an_end_that_is_dated_before_the_last_look_is_followed(placed, server, clock):
    """The carrier dates its completions with midnight, or its clock is behind ours."""
    clock.move_to("2026-11-26 09:00+01:00")
    server.orders[0]["state"] = "inProgress"
    look()
    server.orders[0] |= {"state": "completed", "completionDate": "2026-11-26T00:00:00+01:00"}
    look()
    placed.refresh_from_db()
    assert (placed.state, placed.completed_at.isoformat()) == ("completed", "2026-11-25T23:00:00+00:00")


def test_c7_an_end_that_is_announced_late_is_still_the_end(placed, server, clock):
    """A carrier whose clock is behind ours completes between two looks."""
    clock.shift(timedelta(minutes=30))
    server.orders[0]["state"] = "inProgress"
    look()
    tell(placed, "completed", "2026-11-20T10:15:00+01:00", "E-1")
    assert (placed.state, offering(placed)) == ("completed", "dsl-100-24")


def test_c7_a_carrier_whose_clock_is_ahead_is_followed_at_the_next_look(placed, server, clock):
    tell(placed, "held", "2026-11-21T10:00:00+01:00", "E-1")
    assert placed.state == "held"
    clock.shift(timedelta(minutes=2))
    server.orders[0]["state"] = "inProgress"
    look()
    placed.refresh_from_db()
    assert placed.state == "inProgress"


def test_l4_an_order_that_cannot_be_understood_keeps_back_no_other(placed, server):
    other = order_as(make_person("4700000001"))
    deliver_waiting(clock=timezone.now)
    server.orders[0]["state"], server.orders[1]["state"] = "dreaming", "held"
    look()
    other.refresh_from_db()
    placed.refresh_from_db()
    assert (placed.state, other.state) == ("acknowledged", "held")


def test_c7_a_carrier_that_rejects_what_it_began_is_followed(placed, server):
    server.orders[0]["state"] = "inProgress"
    look()
    server.orders[0] |= {"state": "rejected", "note": [{"text": "Leitung zu lang"}]}
    look()
    placed.refresh_from_db()
    assert (placed.state, placed.reason) == ("rejected", "Leitung zu lang")


def test_c7_the_carrier_refuses_an_order_and_the_customer_reads_why(clock, erika, server):
    load_demo_catalogue()
    server.faults["POST"].append(error(422, "Port belegt"))
    placed = order_as(erika)
    deliver_waiting(clock=timezone.now)
    placed.refresh_from_db()
    assert (placed.state, offering(placed)) == ("rejected", "dsl-50-24")
    assert mails(placed) == ["order_placed", "order_failed"]
    client = log_in(Client(), erika.login)
    page = client.get(f"/auftraege/{placed.number}/").content.decode()
    mail = OutgoingMail.objects.get(kind="order_failed")
    for text in (page, mail.text, mail.html):
        assert "Port belegt" in text
    assert "abgelehnt" in page
    again = order(client, "bandwidth", placed.product, NEW)  # its subject is free again
    assert again.number != placed.number


def test_c7_an_event_that_comes_before_the_answer_is_no_second_order(clock, erika, server, settings):
    """The carrier tells its state while we still wait for its answer, which then gets lost."""
    settings.CARRIER_EVENT_SECRET = SECRET
    load_demo_catalogue()
    placed = order_as(erika)
    server.faults["POST"].append(DROP_AFTER)
    deliver_waiting(clock=timezone.now)
    tell(placed, "inProgress", "2026-11-20T10:00:00+01:00", "E-1")
    assert (placed.state, placed.carrier_reference) == ("inProgress", "C-1")
    clock.shift(timedelta(hours=2))
    deliver_waiting(clock=timezone.now)  # the order it finds says "acknowledged"
    placed.refresh_from_db()
    assert (placed.state, server.counts) == ("inProgress", Counter([placed.number]))


def test_c15_an_order_from_elsewhere_follows_its_events_and_changes_nothing_here(placed, erika):
    """The feed brings its product; the kind may even be one of ours."""
    foreign = elsewhere(erika, "E-1", kind="bandwidth", product=placed.product)
    assert tell(foreign, "completed", "2026-11-20T10:00:00+01:00", "E-1") == 204
    assert (foreign.state, foreign.trouble, offering(placed)) == ("completed", "", "dsl-50-24")
    assert mails(foreign) == ["order_completed"]


def test_c7_what_staff_moved_is_not_undone_by_asking_again(placed, server, clock):
    """Only a change over there counts."""
    server.orders[0]["state"] = "inProgress"
    look()
    clock.shift(timedelta(minutes=5))
    staff = Actor(kind="staff", name="petra")
    change_state(order=placed, to=OrderState.HELD, reason="Stockwerk?", actor=staff, now=timezone.now())
    clock.shift(timedelta(minutes=2))
    look()
    placed.refresh_from_db()
    assert (placed.state, placed.reason) == ("held", "Stockwerk?")
    server.orders[0]["state"] = "pending"
    look()
    placed.refresh_from_db()
    assert placed.state == "pending"


def test_c7_an_event_after_a_move_by_staff_is_followed(placed, server, clock):
    server.orders[0]["state"] = "inProgress"
    look()
    staff = Actor(kind="staff", name="petra")
    change_state(order=placed, to=OrderState.HELD, reason="Stockwerk?", actor=staff, now=timezone.now())
    clock.shift(timedelta(minutes=30))
    tell(placed, "inProgress", "2026-11-20T10:20:00+01:00", "E-1")
    assert placed.state == "inProgress"
