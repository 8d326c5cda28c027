"""`kill -9` of workers around the carrier's answer: every order placed, none twice (L4)."""

import random
import time
from collections import Counter

import pytest
from django.utils import timezone

from portal.carrier.handover import enqueue_order
from portal.carrier.models import CarrierMessage, MessageState
from tests.carrier.orders import SECRETS, order
from tests.carrier.tmf_server import slow
from tests.outbox.workers import Crew, environment

JOBS = ("portal.carrier.tasks.sweep", "portal.carrier.tasks.deliver")
TIMEOUT = 1.0  # seconds; twice as long nobody looks at what a killed worker had under way
PATIENCE = 120.0  # a busy machine
ORDERS = 60
KILLS = 6


def crew_environment(server) -> dict[str, str]:
    return environment(
        CARRIER_GATEWAY="portal.carrier.tmf622.Tmf622",
        CARRIER_URL=server.url,
        CARRIER_TOKEN="x",
        CARRIER_TIMEOUT=str(TIMEOUT),
        NO_PROXY="127.0.0.1",
    )


def sent() -> int:
    return CarrierMessage.objects.filter(state=MessageState.SENT).count()


def wait_for(crew: Crew, number: int, deadline: float) -> None:
    while sent() < number and time.monotonic() < deadline:
        time.sleep(0.3)
        crew.beat()


@pytest.mark.slow
@pytest.mark.xdist_group("workers")  # one queue for all such tests
@pytest.mark.django_db(transaction=True)
def test_l4_killed_between_the_carriers_answer_and_our_writing_the_order_is_placed_once(tmp_path, server):
    server.faults["POST"].append(slow(TIMEOUT * 0.8))
    enqueue_order(order(secrets=SECRETS), now=timezone.now())
    deadline = time.monotonic() + PATIENCE
    with Crew(tmp_path, crew_environment(server), size=1, jobs=JOBS) as crew:
        assert server.placed.wait(PATIENCE)  # the carrier has it, the worker does not know yet
        assert crew.kill_one_at_work()
        row = CarrierMessage.objects.get()
        assert (row.state, row.reference) == (MessageState.WAITING, "")
        wait_for(crew, 1, deadline)
    row.refresh_from_db()
    assert (row.state, row.reference, row.sealed) == (MessageState.SENT, "C-1", "")
    assert server.counts == Counter({"A-1": 1})
    assert server.methods() == ["POST /productOrder", "GET /productOrder"]


@pytest.mark.slow
@pytest.mark.xdist_group("workers")
@pytest.mark.django_db(transaction=True)
def test_l4_workers_killed_at_random_moments_place_every_order_once(tmp_path, server):
    server.delay = 0.05
    numbers = [f"A-{n}" for n in range(ORDERS)]
    for number in numbers:
        enqueue_order(order(number), now=timezone.now())
    kills = 0
    deadline = time.monotonic() + PATIENCE
    with Crew(tmp_path, crew_environment(server), size=2, jobs=JOBS) as crew:
        while kills < KILLS and sent() < ORDERS and time.monotonic() < deadline:
            goal = sent() + random.randint(1, ORDERS // KILLS // 2)
            while sent() < goal and time.monotonic() < deadline:
                time.sleep(0.01)
            kills += crew.kill_one_at_work()
        wait_for(crew, ORDERS, deadline)
    assert kills == KILLS
    assert server.counts == Counter(numbers)
    assert sent() == ORDERS
