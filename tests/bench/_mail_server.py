"""The counting mail server in a process of its own, where it takes no time from the senders'."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.outbox.smtp_sink import SmtpSink


@contextmanager
def mail_server() -> Iterator[str]:
    """The counting sink, where it takes no time from the senders' process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join(10)


def _serve(pipe: Connection) -> None:
    with SmtpSink(keep=False) as sink:
        pipe.send(sink.url)
        pipe.recv()
