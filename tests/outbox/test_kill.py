"""`kill -9` of workers in the middle of a mass mailing: nothing lost, at most one repeat per kill (L4)."""

import random
import time

import pytest
from django.utils import timezone

from portal.outbox.mail import Letter, enqueue_many
from portal.outbox.models import MailState, OutgoingMail
from tests.outbox.smtp_sink import SmtpSink
from tests.outbox.workers import Crew, environment

MAILS = 2000
KILLS = 20
SIDE_BY_SIDE = 2
PATIENCE = 240.0  # a busy machine; an idle one needs half a minute


def waiting() -> int:
    return OutgoingMail.objects.filter(state=MailState.WAITING).count()


@pytest.mark.slow
@pytest.mark.xdist_group("workers")  # one queue for all such tests
@pytest.mark.django_db(transaction=True)
def test_l4_killed_workers_lose_no_mail_and_repeat_at_most_one_each(tmp_path):
    context = {"word": "Oktober", "subject_word": "Rechnung", "address": "https://portal.example.org/"}
    letters = [Letter(f"k{n}@example.org", "de", context, once_key=f"notification:{n}") for n in range(MAILS)]
    assert enqueue_many("sample", letters, now=timezone.now()) == MAILS
    kills_in_the_run = 0
    deadline = time.monotonic() + PATIENCE
    with SmtpSink(delay=0.01, keep=False) as sink:
        env = environment(EMAIL_URL=sink.url, MAIL_CONNECTIONS=str(SIDE_BY_SIDE))
        with Crew(tmp_path, env, size=SIDE_BY_SIDE) as crew:
            while kills_in_the_run < KILLS and waiting() and time.monotonic() < deadline:
                seen, wanted = len(sink.accepted), random.randint(1, MAILS // KILLS)
                while len(sink.accepted) < seen + wanted and waiting() and time.monotonic() < deadline:
                    time.sleep(random.uniform(0, 0.03))
                kills_in_the_run += crew.kill_one_at_work() and waiting() > 0
            while waiting() and time.monotonic() < deadline:
                time.sleep(0.3)
                crew.sweep()

    assert kills_in_the_run == KILLS
    assert OutgoingMail.objects.filter(state=MailState.SENT).count() == MAILS
    expected = set(OutgoingMail.objects.values_list("message_id", flat=True))
    assert len(expected) == MAILS
    assert set(sink.accepted) == expected
    assert len(sink.accepted) - MAILS <= KILLS
