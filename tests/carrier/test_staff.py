"""What the service centre sees of the carrier, and its buttons (K1, K4)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.audit.models import AuditEntry
from portal.carrier.handover import enqueue_order, withdraw_order
from portal.carrier.models import CarrierCall, CarrierEvent, CarrierMessage, MessageState, SimulatedOrder
from portal.carrier.simulator import Simulator
from portal.shell.staff_groups import StaffGroup
from tests.carrier.orders import NOW, SECRETS, order
from tests.staff.people import enter, make_staff

LISTS = ["carriermessage", "carriercall", "carrierevent", "simulatedorder"]


@pytest.fixture
def lead(db) -> Client:
    return enter(make_staff("leitung", StaffGroup.LEAD))


@pytest.fixture
def auditor(db) -> Client:
    return enter(make_staff("revision", StaffGroup.AUDITOR))


def make_rows(start: int, end: int) -> None:
    for n in range(start, end):
        enqueue_order(order(f"A-{n}"), now=NOW)
        Simulator(clock=lambda: NOW).submit(order(f"A-{n}"))
        CarrierCall.objects.create(
            action="status", method="GET", path="/", outcome="answered", milliseconds=1, at=NOW
        )
        CarrierEvent.objects.create(
            event_id=f"E-{n}", event_time=NOW, body={"a": n}, received_at=NOW, note="taken"
        )


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_with_more_rows(lead, name):
    path = f"/verwaltung/carrier/{name}/"
    make_rows(0, 1)
    assert lead.get(path).status_code == 200
    with CaptureQueriesContext(connection) as one:
        lead.get(path)
    make_rows(1, 3)
    with CaptureQueriesContext(connection) as three:
        lead.get(path)
    assert len(three) == len(one)


@pytest.mark.parametrize("name", LISTS)
def test_k1_pages_can_be_read_and_not_changed(auditor, name):
    make_rows(0, 1)
    model = {"carriermessage": CarrierMessage, "carriercall": CarrierCall, "carrierevent": CarrierEvent,
             "simulatedorder": SimulatedOrder}[name]  # fmt: skip
    path = f"/verwaltung/carrier/{name}/{model.objects.get().pk}/change/"
    assert auditor.get(path).status_code == 200
    assert auditor.post(path, {"state": "sent"}).status_code == 403
    assert auditor.get(f"/verwaltung/carrier/{name}/add/").status_code == 403


def test_c14_a_message_shows_no_password(lead):
    row = enqueue_order(order(secrets=SECRETS), now=NOW)
    page = lead.get(f"/verwaltung/carrier/carriermessage/{row.pk}/change/").content.decode()
    assert "voipPassword" in page
    assert row.sealed not in page
    assert AuditEntry.objects.filter(action="carriermessage.viewed", subject_id=str(row.pk)).count() == 1


def retry(client: Client, row: CarrierMessage) -> int:
    return client.post(f"/verwaltung/carrier/carriermessage/{row.pk}/erneut/").status_code


def test_l4_a_waiting_message_is_tried_now(lead):
    row = enqueue_order(order(), now=NOW)
    later = NOW.replace(year=2099)
    CarrierMessage.objects.filter(pk=row.pk).update(tries=7, due_at=later)
    assert retry(lead, row) == 302
    row.refresh_from_db()
    assert (row.state, row.tries, row.due_at < later) == (MessageState.WAITING, 0, True)
    assert AuditEntry.objects.get(action="carrier.message_retried").actor_name == "leitung"


def test_c7_a_refused_message_never_goes_again(lead):
    row = enqueue_order(order(), now=NOW)
    CarrierMessage.objects.filter(pk=row.pk).update(state=MessageState.REFUSED)
    assert retry(lead, row) == 302
    row.refresh_from_db()
    assert row.state == MessageState.REFUSED
    assert not AuditEntry.objects.filter(action="carrier.message_retried").exists()


def test_k1_who_only_reads_presses_no_button(auditor, lead):
    make_rows(0, 1)
    row, simulated = CarrierMessage.objects.get(), SimulatedOrder.objects.get()
    assert retry(auditor, row) == 403
    page = f"/verwaltung/carrier/simulatedorder/{simulated.pk}"
    assert auditor.post(f"{page}/erledigen/").status_code == 403
    assert b"erledigen/" not in auditor.get(f"{page}/change/").content
    assert b"erledigen/" in lead.get(f"{page}/change/").content
    withdraw_order("A-0", now=NOW)
    retry(lead, row)
    row.refresh_from_db()
    assert row.state == MessageState.WITHDRAWN


@pytest.mark.parametrize(
    ("button", "data", "state"),
    [
        ("erledigen", {}, "completed"),
        ("anhalten", {}, "held"),
        ("scheitern", {"reason": "Port belegt"}, "failed"),
        ("scheitern", {"reason": ""}, "inProgress"),
    ],
)
def test_k4_staff_play_the_carrier(lead, button, data, state):
    make_rows(0, 1)
    row = SimulatedOrder.objects.get()
    assert lead.post(f"/verwaltung/carrier/simulatedorder/{row.pk}/{button}/", data).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == (state, data.get("reason", ""))
    trail = AuditEntry.objects.filter(action="carrier.order_steered")
    assert trail.count() == (state != "inProgress")


def test_the_simulator_has_no_pages_beside_a_real_carrier(lead, settings):
    make_rows(0, 1)
    settings.CARRIER_GATEWAY = "portal.carrier.tmf622.Tmf622"
    row = SimulatedOrder.objects.get()
    assert lead.get("/verwaltung/carrier/simulatedorder/").status_code == 403
    assert lead.post(f"/verwaltung/carrier/simulatedorder/{row.pk}/erledigen/").status_code == 404
    assert b"simulatedorder" not in lead.get("/verwaltung/").content
