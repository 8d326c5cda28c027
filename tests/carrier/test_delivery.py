"""Orders reach the carrier once, whatever the carrier does (C5, C7, L4)."""

from collections import Counter
from datetime import timedelta

import pytest

from portal.carrier.handover import enqueue_cancellation, enqueue_order
from portal.carrier.models import CarrierCall, CarrierMessage, MessageState
from portal.carrier.patience import FEWEST_TRIES
from tests.carrier.orders import NOW, SECRETS, deliver, order
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

LATER = timedelta(hours=2)


def message(number="A-1", action="submit"):
    return CarrierMessage.objects.get(order_number=number, action=action)


@pytest.mark.django_db
def test_c7_an_order_reaches_the_carrier_and_its_receipt_the_rooms_above(server, heard):
    enqueue_order(order(), now=NOW)
    assert deliver().sent == 1
    row = message()
    assert (row.state, row.reference, row.sent_at, row.tries) == (MessageState.SENT, "C-1", NOW, 1)
    ((name, values),) = heard.news
    assert (name, values["number"], values["reference"], values["state"]) == (
        "order_received", "A-1", "C-1", "acknowledged",
    )  # fmt: skip
    assert values["at"].isoformat() == "2026-11-22T10:31:00+01:00"
    assert deliver(NOW + LATER).sent == 0
    assert server.methods() == ["POST /productOrder"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault",
    [
        BROKEN, BROKEN_AFTER, DROP_BEFORE, DROP_AFTER, MALFORMED, busy("1"), slow(1.0), slow(1.0, accepts=False),
        Fault(201, {"id": "C-9", "state": "dreaming"}, accepts=True), Fault(401, {}), Fault(302, ""),
        Fault(404, "<html>no such page</html>"), Fault(201, [], accepts=True),
        Fault(201, {"id": "C-9", "state": "acknowledged", "externalId": "B-2"}, accepts=True),
    ],
)  # fmt: skip
def test_l4_after_any_fault_the_order_stands_in_the_book_exactly_once(server, heard, fault):
    server.faults["POST"].append(fault)
    enqueue_order(order(secrets=SECRETS), now=NOW)
    run = deliver()
    assert (run.sent, run.postponed, heard.news) == (0, 1, [])
    row = message()
    assert (row.state, row.tries, row.sealed != "") == (MessageState.WAITING, 1, True)
    assert NOW + timedelta(seconds=30) <= row.due_at <= NOW + timedelta(seconds=90)
    assert row.last_error
    assert deliver(NOW + timedelta(seconds=29)).sent == 0
    assert deliver(NOW + LATER).sent == 1
    assert server.counts == Counter({"A-1": 1})
    assert heard.names == ["order_received"]
    assert (message().state, message().sealed) == (MessageState.SENT, "")


@pytest.mark.django_db
def test_l4_a_storm_of_faults_loses_nothing_and_repeats_nothing(server, heard):
    faults = [BROKEN, DROP_AFTER, busy("2"), MALFORMED, DROP_BEFORE, BROKEN_AFTER, slow(0.8)]
    server.faults["POST"].extend(faults * 2)
    server.faults["GET"].extend(
        [BROKEN, Fault(200, "{"), DROP_BEFORE, Fault(404, {"code": "1", "reason": "?"})]
    )
    numbers = [f"A-{n}" for n in range(20)]
    for number in numbers:
        enqueue_order(order(number, secrets=SECRETS), now=NOW)
    now = NOW
    for _round in range(40):
        deliver(now)
        now += LATER / 2
    assert server.counts == Counter(numbers)
    assert sorted(values["number"] for _name, values in heard.news) == sorted(numbers)
    assert set(CarrierMessage.objects.values_list("state", "sealed")) == {("sent", "")}


@pytest.mark.django_db
def test_l4_the_accepted_order_whose_answer_was_lost_is_found_again(server, heard):
    """Accepted, id unknown: the POST timed out, the lookup finds it."""
    server.faults["POST"].append(slow(1.0))
    enqueue_order(order(), now=NOW)
    deliver()
    deliver(NOW + LATER)
    assert server.methods() == ["POST /productOrder", "GET /productOrder"]
    assert message().reference == "C-1"


@pytest.mark.django_db
def test_l4_a_conflict_is_looked_into(server, heard):
    server.place({"externalId": "A-1"})
    server.faults["POST"].append(error(409, "duplicate externalId"))
    enqueue_order(order(), now=NOW)
    assert deliver().sent == 1
    assert (server.counts, heard.names) == (Counter({"A-1": 1}), ["order_received"])


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_c7_a_refusal_is_final_and_told_in_a_sentence(server, heard, status):
    server.faults["POST"].append(error(status, "Port belegt", "Anschluss 77 ist nicht frei"))
    enqueue_order(order(secrets=SECRETS), now=NOW)
    assert deliver().refused == 1
    reason = "Port belegt: Anschluss 77 ist nicht frei"
    ((name, values),) = heard.news
    assert (name, values["number"]) == ("order_refused", "A-1")
    assert values["reason"].endswith(reason)
    assert (message().state, message().sealed) == (MessageState.REFUSED, "")
    assert message().last_error.endswith(reason)
    assert deliver(NOW + LATER).refused == 0


@pytest.mark.django_db
def test_c14_the_carrier_repeats_a_password_and_we_do_not(server, heard):
    server.faults["POST"].append(error(422, f"voipPassword {SECRETS['voipPassword']} is too short"))
    enqueue_order(order(secrets=SECRETS), now=NOW)
    deliver()
    texts = [heard.news[0][1]["reason"], message().last_error, CarrierCall.objects.get().error]
    assert all("voipPassword •••" in text for text in texts)


@pytest.mark.django_db
@pytest.mark.parametrize("wait", ["7200", "Sun, 22 Nov 2099 11:30:00 GMT"])
def test_l4_retry_after_is_honoured(server, wait):
    server.faults["POST"].append(busy(wait))
    enqueue_order(order(), now=NOW)
    assert deliver().carrier_is_away is True
    assert message().due_at >= NOW + timedelta(seconds=7200)


@pytest.mark.django_db
def test_l4_a_carrier_that_is_away_costs_one_try_of_one_order(server, settings):
    settings.CARRIER_URL = "http://127.0.0.1:1"
    for n in range(5):
        enqueue_order(order(f"A-{n}"), now=NOW)
    run = deliver()
    assert (run.sent, run.postponed) == (0, 1)
    assert CarrierMessage.objects.exclude(started_at=None).count() == 0  # none of them left
    settings.CARRIER_URL = server.url
    assert deliver(NOW + timedelta(minutes=2)).sent == 5
    assert set(server.counts.values()) == {1}


@pytest.mark.django_db
def test_l4_an_order_is_never_given_up_while_the_carrier_is_away(server, heard):
    server.faults["POST"].extend([BROKEN] * 500)
    enqueue_order(order(secrets=SECRETS), now=NOW)
    now, waits = NOW, []
    while now < NOW + timedelta(days=9):
        assert deliver(now).sent == 0
        waits.append((message().due_at - now).total_seconds())
        now = message().due_at
    assert all(30 * 2**n <= wait <= 90 * 2**n for n, wait in enumerate(waits[:6]))
    assert all(1800 <= wait <= 5400 for wait in waits[7:])
    assert message().state == MessageState.WAITING
    server.faults["POST"].clear()
    assert deliver(now).sent == 1
    assert (message().state, message().sealed) == (MessageState.SENT, "")
    assert heard.names == ["order_received"]
    assert server.counts == Counter({"A-1": 1})


@pytest.mark.django_db
def test_l4_a_wish_to_cancel_is_answered_after_three_days(server, heard):
    server.faults["POST"].extend([BROKEN] * 500)
    enqueue_cancellation(order_number="A-1", reference="C-1", reason="", now=NOW)
    wish = CarrierMessage.objects.get(action="cancel")
    now = NOW
    while wish.state == MessageState.WAITING:
        now = wish.due_at
        deliver(now)
        wish.refresh_from_db()
    assert timedelta(days=3) <= now - NOW < timedelta(days=3, hours=3)
    assert heard.names == ["cancellation_answered"]
    assert FEWEST_TRIES > 1


@pytest.mark.django_db
def test_l4_a_room_above_that_fails_hears_it_again(server, heard):
    enqueue_order(order(secrets=SECRETS), now=NOW)
    heard.fails = True
    assert deliver().postponed == 1
    row = message()
    assert (row.state, row.reference, row.sealed) == (MessageState.WAITING, "C-1", "")
    heard.fails = False
    assert deliver(NOW + LATER).sent == 1
    assert (server.counts, heard.names) == (Counter({"A-1": 1}), ["order_received"])


@pytest.mark.django_db
def test_l4_an_accepted_order_is_never_placed_again_even_if_the_carrier_lost_it(server, heard):
    enqueue_order(order(), now=NOW)
    heard.fails = True
    deliver()
    server.orders.clear()
    heard.fails = False
    assert deliver(NOW + timedelta(days=30)).postponed == 1
    assert server.orders == []
    assert message().state == MessageState.WAITING


@pytest.mark.django_db
def test_l4_a_refusal_that_nobody_could_hear_is_asked_for_again(server, heard):
    server.faults["POST"].append(error(422, "no"))
    enqueue_order(order(secrets=SECRETS), now=NOW)
    heard.fails = True
    deliver()
    assert (message().state, message().sealed != "") == (MessageState.WAITING, True)
    heard.fails = False
    server.faults["POST"].append(error(422, "no"))
    assert deliver(NOW + LATER).refused == 1
    assert heard.names == ["order_refused"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "outcome", "kept"),
    [
        ("acknowledged", "accepted", MessageState.SENT),
        ("inProgress", "accepted", MessageState.SENT),
        ("done", "done", MessageState.SENT),
        ("rejected", "refused", MessageState.REFUSED),
        ("terminatedWithError", "refused", MessageState.REFUSED),
    ],
)
def test_c6_a_cancellation_is_answered(server, heard, state, outcome, kept):
    server.cancel_state = state
    enqueue_cancellation(order_number="A-1", reference="C-1", reason="Umzug", now=NOW)
    deliver()
    ((name, values),) = heard.news
    assert (name, values["answer"].outcome) == ("cancellation_answered", outcome)
    assert bool(values["answer"].reason) is (outcome == "refused")
    assert message(action="cancel").state == kept
    assert server.requests[0][2]["productOrder"]["id"] == "C-1"


@pytest.mark.django_db
def test_c6_a_cancellation_waits_for_its_order_and_finds_its_number(server, heard):
    server.faults["POST"].append(BROKEN)
    enqueue_order(order(), now=NOW)
    enqueue_cancellation(order_number="A-1", reference="", reason="", now=NOW)
    deliver()
    assert message(action="cancel").tries == 0
    deliver(NOW + LATER)
    assert heard.names == ["order_received", "cancellation_answered"]
    assert server.requests[-1][2]["productOrder"]["id"] == "C-1"


@pytest.mark.django_db
def test_l4_a_cancellation_whose_answer_was_lost_is_not_repeated_where_it_worked(server, heard):
    server.place({"externalId": "A-1"})
    server.faults["POST"].append(Fault(seconds=0))
    enqueue_cancellation(order_number="A-1", reference="C-1", reason="", now=NOW)
    deliver()
    server.orders[0]["state"] = "cancelled"
    deliver(NOW + LATER)
    assert heard.news[0][1]["answer"].outcome == "done"
    assert server.methods() == ["POST /cancelProductOrder", "GET /productOrder"]


@pytest.mark.django_db
def test_c7_each_call_is_recorded(server):
    server.faults["POST"].append(BROKEN)
    enqueue_order(order(), now=NOW)
    deliver()
    deliver(NOW + LATER)
    calls = CarrierCall.objects.order_by("id").values_list("action", "method", "status_code", "outcome")
    assert list(calls) == [
        ("submit", "POST", 500, "away"),
        ("lookup", "GET", 200, "answered"),
        ("submit", "POST", 201, "answered"),
    ]
    assert set(CarrierCall.objects.values_list("order_number", flat=True)) == {"A-1"}
