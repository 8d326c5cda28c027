"""Handing mails over: each once, errors judged, secrets wiped (requirements L4, L5)."""

import email
import email.policy
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from portal.audit.models import AuditEntry
from portal.audit.trail import system
from portal.outbox.delivery import _claimed, _next_ids, deliver_waiting
from portal.outbox.mail import Letter, enqueue, enqueue_many
from portal.outbox.models import MailState, OutgoingMail
from portal.outbox.operations import retry_mail
from portal.outbox.render import MASK, MailError
from portal.outbox.verdict import MOST_TRIES
from tests.outbox.conftest import NOW
from tests.outbox.smtp_sink import SmtpSink
from tests.outbox.test_mail import SECRET, sample


@pytest.fixture
def sink(settings):
    with SmtpSink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


def deliver(now=NOW):
    return deliver_waiting(clock=lambda: now)


def letters(number: int, start: int = 0):
    context = {"word": "x", "subject_word": "y", "address": "https://x.example/"}
    return [
        Letter(f"k{n}@example.org", "de", context, once_key=f"n:{n}") for n in range(start, start + number)
    ]


@pytest.mark.django_db
def test_l5_what_arrives_reads_like_what_was_archived(sink):
    mail = sample()
    assert deliver().sent == 1
    arrived = email.message_from_bytes(sink.raw[0], policy=email.policy.default)
    assert arrived["Message-ID"] == mail.message_id
    assert arrived.get_body(("plain",)).get_content().replace("\r\n", "\n").startswith(mail.text.rstrip())
    assert "Käse &amp; Brot" in arrived.get_body(("html",)).get_content()
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.tries, mail.last_error) == (MailState.SENT, NOW, 1, "")
    assert deliver().sent == 0
    assert len(sink.accepted) == 1


@pytest.mark.django_db
def test_many_mails_use_one_connection_and_single_ones_go_first(sink):
    enqueue_many("sample", letters(120), now=NOW - timedelta(hours=1))
    single = sample()
    assert deliver().sent == 121
    assert sink.connections == 1
    assert sink.accepted[0] == single.message_id
    assert set(sink.counts.values()) == {1}


@pytest.mark.django_db
def test_secret_is_gone_once_sent(sink, settings):
    mail = enqueue("secret_sample", to="a@example.org", language="de", context={"secret": SECRET}, now=NOW)
    assert deliver().sent == 1
    arrived = email.message_from_bytes(sink.raw[0], policy=email.policy.default)
    assert SECRET["password"] in arrived.get_body(("plain",)).get_content()
    mail.refresh_from_db()
    assert mail.sealed == ""
    assert MASK in mail.text


@pytest.mark.django_db
def test_only_a_demo_keeps_the_clear_copy(sink, settings):
    settings.DEMO_MODE = True
    mail = enqueue("secret_sample", to="a@example.org", language="de", context={"secret": SECRET}, now=NOW)
    assert deliver().sent == 1
    mail.refresh_from_db()
    assert mail.sealed != ""
    assert SECRET["password"] not in mail.text + mail.html


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_final_refusal_fails_this_mail_and_no_other(sink, stage):
    setattr(sink, stage, lambda address: "550 5.1.1 Gibt es nicht" if address.startswith("k1@") else None)
    enqueue_many("sample", letters(3), now=NOW)
    run = deliver()
    assert (run.sent, run.failed, run.postponed) == (2, 1, 0)
    mail = OutgoingMail.objects.get(to="k1@example.org")
    assert mail.state == MailState.FAILED
    assert "550 5.1.1 Gibt es nicht" in mail.last_error
    assert deliver(NOW + timedelta(days=1)).failed == 0


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_refusal_for_now_is_tried_again_later(sink, stage):
    setattr(sink, stage, lambda address: "451 4.7.1 Greylisting" if address.startswith("k1@") else None)
    enqueue_many("sample", letters(3), now=NOW)
    run = deliver()
    assert (run.sent, run.failed, run.postponed) == (2, 0, 1)
    mail = OutgoingMail.objects.get(to="k1@example.org")
    assert mail.state == MailState.WAITING
    assert timedelta(seconds=30) <= mail.due_at - NOW <= timedelta(seconds=90)
    assert deliver(NOW + timedelta(seconds=29)).sent == 0
    setattr(sink, stage, lambda address: None)
    assert deliver(NOW + timedelta(seconds=91)).sent == 1
    assert sink.counts[mail.message_id] == 1


@pytest.mark.django_db
def test_waiting_times_grow_and_end(sink):
    sink.at_rcpt = lambda address: "451 later"
    mail, now, waits = sample(), NOW, []
    for _ in range(MOST_TRIES):
        deliver(now)
        mail.refresh_from_db()
        waits.append((mail.due_at - now).total_seconds())
        now = max(mail.due_at, now)
    assert mail.state == MailState.FAILED
    assert mail.tries == MOST_TRIES
    assert all(30 * 2**n <= wait <= 90 * 2**n for n, wait in enumerate(waits[:7]))
    assert all(2 * 3600 <= wait <= 6 * 3600 for wait in waits[8:-1])


@pytest.mark.django_db
def test_l4_server_that_is_away_costs_one_try_and_loses_nothing(sink, settings):
    enqueue_many("sample", letters(5), now=NOW)
    settings.EMAIL_PORT = 1
    run = deliver()
    assert (run.sent, run.failed, run.postponed, run.server_is_away) == (0, 0, 1, True)
    settings.EMAIL_PORT = sink.port
    assert deliver(NOW + timedelta(minutes=2)).sent == 5
    assert set(sink.counts.values()) == {1}


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["421 too many mails on this connection", "drop"])
def test_connection_that_was_useful_is_replaced(sink, answer):
    limits = {2, 5, 7}  # so many mails in all, and the server wants a new connection

    def after_some(address):
        if len(sink.accepted) not in limits:
            return None
        limits.discard(len(sink.accepted))
        return answer

    sink.at_rcpt = after_some
    enqueue_many("sample", letters(12), now=NOW)
    run = deliver()
    assert (run.sent, run.postponed, run.server_is_away) == (9, 3, False)
    assert sink.connections == 4
    assert deliver(NOW + timedelta(minutes=2)).sent == 3
    assert set(sink.counts.values()) == {1}


@pytest.mark.django_db
def test_clear_copy_under_a_lost_key_fails_with_a_reason(sink, settings):
    mail = enqueue("secret_sample", to="a@example.org", language="de", context={"secret": SECRET}, now=NOW)
    settings.SECRET_KEY = "another key, long enough to be a key at all, 123456"
    assert deliver().failed == 1
    mail.refresh_from_db()
    assert mail.last_error != ""
    assert sink.accepted == []


@pytest.mark.django_db
def test_rotated_key_still_opens_the_clear_copy(sink, settings):
    enqueue("secret_sample", to="a@example.org", language="de", context={"secret": SECRET}, now=NOW)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough to be a key at all, 123456"
    assert deliver().sent == 1


@pytest.mark.django_db(transaction=True)
def test_l4_workers_side_by_side_send_each_mail_once(sink):
    enqueue_many("sample", letters(300), now=NOW)
    barrier, sent = Barrier(4), []

    def work():
        barrier.wait()
        sent.append(deliver().sent)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(sent) == 300
    assert len(sent) == 4
    assert set(sink.counts.values()) == {1}
    assert sink.connections == 2  # MAIL_CONNECTIONS


@pytest.mark.django_db(transaction=True)
def test_mail_in_another_hand_is_left_alone(sink):
    sample()
    with _claimed(_next_ids(NOW), NOW) as mails:
        assert len(mails) == 1
        runs = []
        thread = Thread(target=lambda: (runs.append(deliver()), connection.close()))
        thread.start()
        thread.join(10)
        assert runs[0].sent == 0
    assert sink.accepted == []
    assert deliver().sent == 1


@pytest.mark.django_db(transaction=True)
def test_mail_that_was_sent_between_choosing_and_claiming_is_left_alone(sink):
    sample()
    chosen = _next_ids(NOW)
    assert deliver().sent == 1
    with _claimed(chosen, NOW) as mails:
        assert mails == []


@pytest.mark.django_db
def test_long_queue_stops_when_time_is_up(sink):
    enqueue_many("sample", letters(60), now=NOW)
    run = deliver_waiting(clock=lambda: NOW, seconds=0)
    assert run.unfinished
    assert run.sent == 50


@pytest.mark.django_db
def test_failed_mail_is_sent_again_on_request(sink):
    sink.at_rcpt = lambda address: "550 no"
    mail = sample()
    deliver()
    sink.at_rcpt = lambda address: None
    later = NOW + timedelta(days=9)
    retry_mail(mail=mail, actor=system("test"), now=later)
    assert AuditEntry.objects.get().action == "mail.retried"
    assert deliver(later).sent == 1
    with pytest.raises(MailError):
        retry_mail(mail=mail, actor=system("test"), now=later)


@pytest.mark.django_db
def test_failed_secret_is_not_sent_again(sink):
    sink.at_rcpt = lambda address: "550 no"
    mail = enqueue("secret_sample", to="a@example.org", language="de", context={"secret": SECRET}, now=NOW)
    deliver()
    mail.refresh_from_db()
    assert mail.sealed == ""
    with pytest.raises(MailError):
        retry_mail(mail=mail, actor=system("test"), now=NOW)
