"""A mail server that swallows and counts, in a thread of its own."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)
Answer = Callable[[str], str | None]


class SmtpSink:
    """Accepts everything after `delay` seconds, except where `at_rcpt` or `at_data` answer for an address.

    A message counts once its last line was read: from then on the server is responsible for it, whether or not
    the sender lives to hear the answer. An answer "drop" closes the connection without a word.
    """

    def __init__(self, *, delay: float = 0.0, keep: bool = True) -> None:
        self.delay = delay
        self.keep = keep
        self.accepted: list[str] = []  # Message-IDs in the order of arrival
        self.raw: list[bytes] = []
        self.connections = 0
        self.at_rcpt: Answer = lambda address: None
        self.at_data: Answer = lambda address: None
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "SmtpSink":
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *exception: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.accepted)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self._tasks: set[asyncio.Task] = set()
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        self.connections += 1
        try:
            writer.write(b"220 sink\r\n")
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the sender was killed, or the test is over
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = ""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                address = re.search(rb"<([^>]*)>", line)[1].decode()
                answer = self.at_rcpt(address) or "250 ok"
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                answer = self.at_data(address) or self._take(body)
                await asyncio.sleep(self.delay)
            else:
                answer = {b"EHLO": "250 8BITMIME", b"QUIT": "221 bye"}.get(verb, "250 ok")
            if answer == "drop":
                return
            writer.write(answer.encode() + b"\r\n")
            await writer.drain()
            if verb == b"QUIT":
                return

    def _take(self, body: bytes) -> str:
        self.accepted.append(MESSAGE_ID.search(body)[1].decode())
        if self.keep:
            self.raw.append(body)
        return "250 taken"
