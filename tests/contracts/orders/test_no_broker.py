"""Redis is gone, or hangs, while customers order: the pages answer as usual, and later every order arrives once
(L4)."""

import socket
import time
from collections import Counter
from functools import partial

import pytest
from celery import Task, current_app
from django.test import Client

from contracts.models import Order, Product
from portal.carrier import tasks as carrier_tasks
from portal.carrier.models import CarrierMessage, MessageState
from portal.lib import cache as cache_module
from portal.lib import jobs
from portal.outbox import tasks as mail_tasks
from portal.outbox.models import MailState, OutgoingMail
from tests.cast import Person, log_in, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import configure, place, token_of
from tests.contracts.owned import give

CUSTOMERS = 4
JOBS = (carrier_tasks.deliver, mail_tasks.deliver)
PATIENCE = 3.5  # seconds in all that customers may wait for a Redis that hangs: two for the queue, half for the cache
QUICK = 1.5  # seconds for form, check page or order on a busy machine


@pytest.fixture(params=["closed", "silent"])
def away(request, settings, monkeypatch):
    """Nobody listens where Redis was, or somebody who never answers. Calling it brings Redis back."""
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    monkeypatch.setattr(cache_module, "_silent_until", 0.0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        if request.param == "silent":
            nobody.listen(50)
        address = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
        for job in JOBS:
            send = partial(Task.apply_async, job, connection=current_app.connection_for_write(address))
            monkeypatch.setattr(job, "apply_async", send)

        def come_back() -> None:
            monkeypatch.setattr(jobs, "_silent_until", 0.0)
            for job in JOBS:  # a worker takes the message at once
                monkeypatch.setattr(job, "apply_async", lambda job=job, **options: job(**options["kwargs"]))

        yield come_back


def walk(person: Person, line: Product) -> list[float]:
    """From the form to the confirmation; how long each page took."""
    client, times = log_in(Client(), person.login), []
    token = ""
    for step in ("configure", "place"):
        started = time.monotonic()
        if step == "configure":
            token = token_of(configure(client, "bandwidth", line, {"offering": "dsl-100-24"}))
        else:
            page = place(client, "bandwidth", line, token)
            assert page.status_code == 200
            assert "Vielen Dank" in page.content.decode()
        times.append(time.monotonic() - started)
    return times


@pytest.mark.django_db(transaction=True)
def test_l4_orders_placed_without_a_broker_reach_the_carrier_once_when_it_is_back(away, server):
    load_demo_catalogue()
    people = [make_person(str(4_700_000_000 + n)) for n in range(CUSTOMERS)]
    lines = [give(person, "dsl-50-24") for person in people]
    waits = [walk(person, line) for person, line in zip(people, lines, strict=True)]
    assert jobs._silent_until > time.monotonic()  # somebody has met the silence
    flat = sorted(seconds for times in waits for seconds in times)
    assert sum(1 for seconds in flat if seconds > QUICK) <= 2  # the first who meets each silence
    assert flat[-1] < QUICK + PATIENCE
    assert Order.objects.count() == CarrierMessage.objects.filter(state="waiting").count() == CUSTOMERS
    assert (server.requests, OutgoingMail.objects.filter(state=MailState.SENT).count()) == ([], 0)

    away()
    for _minute in range(2):
        carrier_tasks.sweep()
        mail_tasks.sweep()
    assert server.counts == Counter(Order.objects.values_list("number", flat=True))
    assert set(CarrierMessage.objects.values_list("state", flat=True)) == {MessageState.SENT}
    assert Order.objects.filter(carrier_received_at=None).count() == 0
    mails = OutgoingMail.objects.filter(kind="order_placed", state=MailState.SENT)
    assert sorted(mails.values_list("to", flat=True)) == sorted(p.customer.email for p in people)
