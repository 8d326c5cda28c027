"""A broker that is away costs a page next to nothing, and no mail (L4)."""

import json
import os
import socket
import subprocess
import sys

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.lib import jobs
from portal.outbox import tasks
from portal.outbox.models import OutgoingMail
from tests.outbox.conftest import NOW
from tests.outbox.test_mail import sample
from tests.outbox.workers import ROOT

MEASURE = """
import json, time, django
django.setup()
from portal.lib import jobs
from portal.outbox import tasks
def once():
    started = time.monotonic()
    told = jobs.publish(tasks.deliver)
    return told, time.monotonic() - started
import kombu.transport.redis  # the first publish of a process imports it
print(json.dumps([once(), once()]))
"""


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
        sample()
        assert published == []
    assert published == [{"kwargs": {}, "retry": False}]


@pytest.mark.django_db(transaction=True)
def test_l4_broker_that_is_away_is_left_alone_for_a_while(monkeypatch):
    tries = []

    def fail(**options):
        tries.append(1)
        raise OperationalError("away")

    monkeypatch.setattr(tasks.deliver, "apply_async", fail)
    sample()
    sample()
    assert OutgoingMail.objects.count() == 2
    assert len(tries) == 1
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    sample()
    assert len(tries) == 2


@pytest.mark.parametrize("state", ["closed", "silent"])
def test_l4_page_does_not_wait_for_a_broker_that_is_away(state):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if state == "silent":
            server.listen(5)
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        env = os.environ | {"CELERY_BROKER_URL": address, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        done = subprocess.run(
            [sys.executable, "-c", MEASURE], env=env, cwd=ROOT, capture_output=True, text=True
        )
    (told, first), (told_again, second) = json.loads(done.stdout.splitlines()[-1])
    assert (told, told_again) == (False, False)
    assert first < 4.0  # two seconds of patience, and a busy machine
    assert second < 0.5


@pytest.mark.django_db(transaction=True)
def test_sweep_starts_a_delivery_only_where_mails_are_due(published, monkeypatch):
    monkeypatch.setattr("portal.outbox.tasks.timezone.now", lambda: NOW)
    tasks.sweep()
    assert published == []
    sample()
    published.clear()
    tasks.sweep()
    assert len(published) == 1
