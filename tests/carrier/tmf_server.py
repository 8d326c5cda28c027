"""A carrier's ordering system in a thread: TMF622 v4 over real HTTP, with faults on order.

It does not deduplicate: an order that is placed twice stands in its book twice.
"""

import json
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BASE = "/tmf-api/productOrderingManagement/v4"


@dataclass
class Fault:
    """What happens instead of a good answer. `accepts`: the order is in the book all the same."""

    status: int = 0  # 0: the connection ends without a word
    body: Any = None  # text as it is, anything else as JSON
    headers: dict[str, str] = field(default_factory=dict)
    accepts: bool = False
    seconds: float = 0.0  # before anything is said


DROP_BEFORE = Fault()
DROP_AFTER = Fault(accepts=True)
BROKEN = Fault(500, {"code": "1", "reason": "broken"})
BROKEN_AFTER = Fault(502, "<html>bad gateway</html>", accepts=True)
MALFORMED = Fault(201, '{"id": "C-', accepts=True)


def busy(seconds: str) -> Fault:
    return Fault(429, {"code": "60", "reason": "Too many requests"}, {"Retry-After": seconds})


def slow(seconds: float, *, accepts: bool = True) -> Fault:
    return Fault(201, {}, accepts=accepts, seconds=seconds)


def error(status: int, reason: str, message: str = "") -> Fault:
    return Fault(status, {"code": "20", "reason": reason, "message": message})


class TmfServer:
    """`faults[method]` are used up one by one; `orders` is the book, `requests` what was asked."""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, dict[str, Any], dict[str, str]]] = []
        self.faults: dict[str, deque[Fault]] = {"POST": deque(), "GET": deque()}
        self.cancel_state = "done"
        self.delay = 0.0
        self.placed = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> "TmfServer":
        outer = self

        class Handler(_Handler):
            carrier = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{BASE}"

    @property
    def counts(self) -> Counter[str]:
        """How often each number stands in the book."""
        with self._lock:
            return Counter(order["externalId"] for order in self.orders)

    def methods(self) -> list[str]:
        return [f"{method} {path.removeprefix(BASE)}" for method, path, _body, _headers in self.requests]

    def fault_for(self, method: str) -> Fault | None:
        with self._lock:
            return self.faults[method].popleft() if self.faults[method] else None

    def place(self, body: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            order = {
                **body,
                "id": f"C-{len(self.orders) + 1}",
                "state": "acknowledged",
                "orderDate": "2026-11-22T10:31:00+01:00",
            }
            self.orders.append(order)
        self.placed.set()
        return order

    def find(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        wanted = ",".join(query.get("externalId", [])).split(",")
        with self._lock:
            return [order for order in self.orders if order["externalId"] in wanted]

    def cancel(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"id": "K-1", "state": self.cancel_state, "productOrder": body["productOrder"]}


class _Handler(BaseHTTPRequestHandler):
    carrier: TmfServer

    def log_message(self, *arguments: Any) -> None:
        """Tests are quiet."""

    def do_GET(self) -> None:
        self._answer("GET", {})

    def do_POST(self) -> None:
        self._answer("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, method: str, body: dict[str, Any]) -> None:
        address = urlsplit(self.path)
        self.carrier.requests.append((method, address.path, body, dict(self.headers)))
        time.sleep(self.carrier.delay)
        fault = self.carrier.fault_for(method)
        if fault is None:
            self._say(*self._good_answer(method, address.path, parse_qs(address.query), body))
            return
        if fault.accepts and method == "POST":
            self.carrier.place(body)
        time.sleep(fault.seconds)
        if fault.status:
            self._say(fault.status, fault.body, fault.headers)

    def _good_answer(self, method: str, path: str, query: Any, body: Any) -> tuple[int, Any]:
        if method == "GET":
            return 200, self.carrier.find(query)
        if path.endswith("/cancelProductOrder"):
            return 201, self.carrier.cancel(body)
        return 201, self.carrier.place(body)

    def _say(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # the portal hung up, or was killed
