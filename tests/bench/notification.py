"""A notification run from the list of new invoices to the last mail taken; reference: raw smtplib, one connection.

Target (performance.md): at least 0.6 of the reference's mails a second. The reference sends the same messages, ready
made; the run finds the invoices, writes, stores and sends them, with two workers and a mail server in its own process.
"""

import os
import smtplib
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone

from portal.outbox.message import OutboxMessage
from portal.outbox.models import MailState, OutgoingMail
from tests.bench._mail_server import mail_server
from tests.bench.measuring import Stopwatch
from tests.billing.crowd import make_crowd
from tests.outbox.workers import Crew, environment

MAILS = int(os.environ.get("BENCH_MAILS", "10000"))
SAMPLE = min(MAILS, 3000)
WORKERS = 2


def run() -> None:
    make_crowd(MAILS, dispatched_on=timezone.localdate())
    with mail_server() as url:
        rate = MAILS / _notify(url)
        limit = SAMPLE / _send_raw(url)
    print(
        f"notification: {MAILS} mails at {rate:.0f}/s with {WORKERS} workers, raw smtplib {limit:.0f}/s:"
        f" {rate / limit:.2f}× (target at least 0.6×)"
    )


def _notify(url: str) -> float:
    """Seconds from the clock's message to the last mail; the workers have started before."""
    env = environment(EMAIL_URL=url, MAIL_CONNECTIONS=str(WORKERS))
    with tempfile.TemporaryDirectory() as folder, Crew(Path(folder), env, size=WORKERS, jobs=()) as crew:
        while not all(worker.is_ready for worker in crew.workers):
            time.sleep(0.1)
        crew.jobs = ("billing.tasks.notify_new_invoices",)
        watch = Stopwatch()
        crew.beat()
        while OutgoingMail.objects.filter(state=MailState.SENT)[MAILS - 1 :].exists() is False:
            time.sleep(0.2)
        return watch.seconds


def _send_raw(url: str) -> float:
    mails = OutgoingMail.objects.order_by("id")[:SAMPLE]
    ready = [(mail.to, OutboxMessage(mail).message().as_bytes(linesep="\r\n")) for mail in mails]
    address = urlsplit(url)
    watch = Stopwatch()
    with smtplib.SMTP(address.hostname or "", address.port or 0) as server:
        for recipient, message in ready:
            server.sendmail("portal@example.org", [recipient], message)
    return watch.seconds
