"""`kill -9` of the worker between the carrier's answer and our writing: one order, and its state follows (C7, L4)."""

import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client

from contracts.models import Order
from portal.carrier.models import CarrierMessage, MessageState
from portal.outbox.models import OutgoingMail
from tests.carrier.test_kill import JOBS, PATIENCE, TIMEOUT, crew_environment
from tests.carrier.tmf_server import slow
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import order
from tests.contracts.owned import give
from tests.outbox.workers import Crew

LOOK = "contracts.tasks.fetch_order_states"


def wait_until(is_there: Callable[[], bool], crew: Crew) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_there() and time.monotonic() < deadline:
        time.sleep(0.3)
        crew.beat()
    assert is_there()


@pytest.mark.slow
@pytest.mark.xdist_group("workers")  # one queue for all such tests
@pytest.mark.django_db(transaction=True)
def test_l4_killed_after_the_carriers_answer_the_order_is_there_once_and_its_state_follows(
    tmp_path, server, erika
):
    load_demo_catalogue()
    line = give(erika, "dsl-50-24")
    placed = order(log_in(Client(), erika.login), "bandwidth", line, {"offering": "dsl-100-24"})
    server.faults["POST"].append(slow(TIMEOUT * 0.8))

    def state() -> str:
        placed.refresh_from_db()
        return str(placed.state)

    with Crew(tmp_path, crew_environment(server), size=1, jobs=(*JOBS, LOOK)) as crew:
        assert server.placed.wait(PATIENCE)  # the carrier has it, the worker does not know yet
        assert crew.kill_one_at_work()
        assert (state(), placed.carrier_reference) == ("acknowledged", "")
        server.orders[0]["state"] = "inProgress"
        wait_until(lambda: state() == "inProgress", crew)
        server.orders[0]["state"] = "completed"
        wait_until(lambda: state() == "completed", crew)

    message = CarrierMessage.objects.get()
    assert (message.state, message.reference, placed.carrier_reference) == (MessageState.SENT, "C-1", "C-1")
    assert server.counts == Counter([placed.number])
    assert server.methods().count("POST /productOrder") == 1
    assert list(placed.events.values_list("state", flat=True)) == ["acknowledged", "inProgress", "completed"]
    line.refresh_from_db()
    assert line.offering == "dsl-100-24"
    mails = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(mails) == ["order_placed", "order_completed"]
    assert Order.objects.count() == 1
