"""`kill -9` of workers all through a notification run: nothing lost, at most one repeat per kill (E5, L4)."""

import random
import time

import pytest
from django.utils import timezone

from billing.models import Invoice
from portal.outbox.models import MailState, OutgoingMail
from tests.billing.crowd import make_crowd
from tests.outbox.smtp_sink import SmtpSink
from tests.outbox.workers import SWEEP, Crew, environment

INVOICES = 2000
KILLS = 20
WHILE_WRITING = 5  # of them at least so many before the last mail is written
SIDE_BY_SIDE = 2
PATIENCE = 240.0  # a busy machine; an idle one needs half a minute
NOTIFY = "billing.tasks.notify_new_invoices"


def written() -> int:
    return OutgoingMail.objects.count()


def delivered() -> int:
    return OutgoingMail.objects.filter(state=MailState.SENT).count()


@pytest.mark.slow
@pytest.mark.xdist_group("workers")  # one queue for all such tests
@pytest.mark.django_db(transaction=True)
def test_e5_l4_killed_workers_announce_every_invoice_and_repeat_at_most_one_mail_each(tmp_path):
    make_crowd(INVOICES, dispatched_on=timezone.localdate())
    kills = kills_while_writing = 0
    deadline = time.monotonic() + PATIENCE
    with SmtpSink(delay=0.005, keep=False) as sink:
        env = environment(EMAIL_URL=sink.url, MAIL_CONNECTIONS=str(SIDE_BY_SIDE))
        with Crew(tmp_path, env, size=SIDE_BY_SIDE, jobs=(NOTIFY, SWEEP)) as crew:
            while kills < KILLS and delivered() < INVOICES and time.monotonic() < deadline:
                goal = len(sink.accepted) + random.randint(1, INVOICES // KILLS)
                moment = time.monotonic() + random.uniform(0.05, 0.6)
                is_writing = written() < INVOICES
                while (time.monotonic() < moment) if is_writing else (len(sink.accepted) < goal):
                    time.sleep(random.uniform(0, 0.02))
                    if delivered() == INVOICES or time.monotonic() > deadline:
                        break
                was_writing = written() < INVOICES
                if crew.kill_one_at_work():
                    kills += delivered() < INVOICES
                    kills_while_writing += was_writing
            while delivered() < INVOICES and time.monotonic() < deadline:
                time.sleep(0.3)
                crew.beat()

    assert kills == KILLS
    assert kills_while_writing >= WHILE_WRITING
    expected = {f"notification:{key}" for key in Invoice.objects.values_list("id", flat=True)}
    assert sorted(OutgoingMail.objects.values_list("once_key", flat=True)) == sorted(expected)
    assert delivered() == INVOICES
    message_ids = set(OutgoingMail.objects.values_list("message_id", flat=True))
    assert len(message_ids) == INVOICES
    assert set(sink.accepted) == message_ids
    assert len(sink.accepted) - INVOICES <= KILLS
