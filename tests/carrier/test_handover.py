"""Messages are written with their cause, wake the delivery after the commit, and can be taken back in time (C6, L4)."""

import pytest
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from portal.carrier import tasks
from portal.carrier.handover import enqueue_cancellation, enqueue_order, withdraw_order
from portal.carrier.models import CarrierMessage, MessageState
from portal.lib import jobs
from tests.carrier.orders import NOW, SECRETS, deliver, order
from tests.carrier.tmf_server import BROKEN


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(jobs, "_silent_until", 0.0)


@pytest.fixture
def published(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **options: calls.append(options))
    return calls


@pytest.mark.django_db(transaction=True)
def test_delivery_starts_after_the_commit_and_not_before(published):
    with transaction.atomic():
        enqueue_order(order(), now=NOW)
        assert published == []
    assert published == [{"kwargs": {}, "retry": False}]


@pytest.mark.django_db(transaction=True)
def test_an_order_that_was_rolled_back_was_never_written(published):
    with transaction.atomic():
        enqueue_order(order(), now=NOW)
        transaction.set_rollback(True)
    assert (CarrierMessage.objects.count(), published) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_l4_what_a_dead_broker_missed_the_sweep_delivers_once(server, monkeypatch):
    def away(**options):
        raise OperationalError("away")

    monkeypatch.setattr(tasks.deliver, "apply_async", away)
    enqueue_order(order(), now=NOW)
    assert server.orders == []
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **options: tasks.deliver())
    monkeypatch.setattr("portal.carrier.tasks.timezone.now", lambda: NOW)
    tasks.sweep()
    tasks.sweep()
    assert server.counts == {"A-1": 1}


@pytest.mark.django_db
def test_l4_the_same_number_is_written_once():
    first = enqueue_order(order(), now=NOW)
    assert enqueue_order(order(description="anders"), now=NOW) == first
    assert CarrierMessage.objects.get().payload["description"] == order().description


@pytest.mark.django_db
def test_c6_an_order_that_never_left_is_taken_back(server):
    enqueue_order(order(secrets=SECRETS), now=NOW)
    assert withdraw_order("A-1", now=NOW) is True
    assert withdraw_order("A-1", now=NOW) is False
    row = CarrierMessage.objects.get()
    assert (row.state, row.sealed) == (MessageState.WITHDRAWN, "")
    deliver()
    assert server.orders == []


@pytest.mark.django_db
def test_c6_what_may_have_left_is_not_taken_back(server):
    server.faults["POST"].append(BROKEN)
    enqueue_order(order(), now=NOW)
    deliver()
    assert withdraw_order("A-1", now=NOW) is False
    assert withdraw_order("unknown", now=NOW) is False


@pytest.mark.django_db
def test_c6_what_could_not_be_sent_at_all_can_be_taken_back(server, settings):
    settings.CARRIER_URL = "http://127.0.0.1:1"
    enqueue_order(order(), now=NOW)
    deliver()
    assert withdraw_order("A-1", now=NOW) is True


@pytest.mark.django_db
def test_c6_a_refused_cancellation_can_be_asked_for_again(server, heard):
    server.cancel_state = "rejected"
    enqueue_cancellation(order_number="A-1", reference="C-1", reason="", now=NOW)
    enqueue_cancellation(order_number="A-1", reference="C-1", reason="", now=NOW)
    deliver()
    server.cancel_state = "done"
    enqueue_cancellation(order_number="A-1", reference="C-1", reason="", now=NOW)
    deliver()
    assert [values["answer"].outcome for _name, values in heard.news] == ["refused", "done"]
    assert CarrierMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_calls_run_outside_transactions(server, monkeypatch):
    from portal.carrier.tmf622_http import Wire

    inside = []
    real = Wire._exchange

    def watched(self, *arguments):
        inside.append(connection.in_atomic_block)
        return real(self, *arguments)

    monkeypatch.setattr(Wire, "_exchange", watched)
    enqueue_order(order(), now=NOW)
    deliver()
    assert inside == [False]


@pytest.mark.django_db(transaction=True)
def test_a_message_that_another_worker_holds_is_left_to_it(server):
    """A second database session holds the message's lock."""
    from portal.carrier.delivery import LOCK_SPACE

    row = enqueue_order(order(), now=NOW)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_SPACE << 32 | row.pk])
        assert deliver().sent == 0
    finally:
        other.close()
    assert deliver().sent == 1
