"""HTTP to the carrier: bounded in time and size, without redirects, every call on record, errors sorted."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .calls import Call, recorded
from .gateway import CarrierAway, CarrierRefused
from .sentences import sentence

log = logging.getLogger(__name__)
CONNECT_SECONDS = 5.0
MOST_BYTES = 5_000_000
REFUSALS = {
    400,
    404,
    409,
    422,
}  # with an Error body of TM Forum; without one it is not the carrier who speaks
LONGEST_WORDS = 300
MASK = "•••"


class Conflict(CarrierRefused):
    """HTTP 409: the carrier may have the order already."""


class Wire:
    """Requests below CARRIER_URL. Raises CarrierAway and CarrierRefused; texts never show what is `hidden`."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        if not settings.CARRIER_URL:
            raise ImproperlyConfigured("CARRIER_URL is not set")
        self.clock = clock
        self.base = settings.CARRIER_URL.rstrip("/")

    def get(self, path: str, query: Mapping[str, str], *, action: str, order_number: str) -> Any:
        return self._call("GET", path, action=action, order_number=order_number, params=dict(query))

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        action: str,
        order_number: str,
        hidden: Sequence[str] = (),
    ) -> Any:
        headers = {"Idempotency-Key": f"{order_number}-{action}"}
        return self._call(
            "POST",
            path,
            action=action,
            order_number=order_number,
            hidden=hidden,
            json=dict(body),
            headers=headers,
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        action: str,
        order_number: str,
        hidden: Sequence[str] = (),
        **request: Any,
    ) -> Any:
        address = f"{self.base}/{path}"
        shown = urlsplit(address).path
        with recorded(
            action=action, method=method, path=shown, order_number=order_number, clock=self.clock
        ) as call:
            try:
                return self._exchange(call, method, address, hidden, request)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
                raise CarrierAway(sentence("no_connection", error=_name(error)), left=False) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise CarrierAway(sentence("no_answer", error=_name(error))) from None

    def _exchange(
        self, call: Call, method: str, address: str, hidden: Sequence[str], request: dict[str, Any]
    ) -> Any:
        timeout = httpx.Timeout(settings.CARRIER_TIMEOUT, connect=CONNECT_SECONDS)
        headers = {
            "Authorization": f"Bearer {settings.CARRIER_TOKEN}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # what is small on the wire stays small here
        }
        with (
            httpx.Client(timeout=timeout, headers=headers, follow_redirects=False) as client,
            client.stream(method, address, **request) as response,
        ):
            call.status_code = response.status_code
            body = _parsed(_read(response))
        if response.status_code in (200, 201, 202):
            if body is None:
                raise CarrierAway(sentence("strange_answer", error="JSON"))
            return body
        raise _fault(response, body, hidden)


def _read(response: httpx.Response) -> bytes:
    """At most 5 MB, whatever the carrier announces."""
    content = bytearray()
    for piece in response.iter_bytes(65_536):
        content += piece
        if len(content) > MOST_BYTES:
            raise CarrierAway(sentence("strange_answer", error="> 5 MB"))
    return bytes(content)


def _parsed(content: bytes) -> Any:
    """JSON, or None for anything else."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _fault(response: httpx.Response, body: Any, hidden: Sequence[str]) -> CarrierAway | CarrierRefused:
    """What an answer that is no success means."""
    status = response.status_code
    words = _words(body, hidden)
    if status in REFUSALS and words:
        kind = Conflict if status == 409 else CarrierRefused
        return kind(sentence("carrier_refused", error=words))
    if status in (401, 403):
        log.error("the carrier does not let us in (HTTP %s): check CARRIER_TOKEN", status)
        return CarrierAway(sentence("keeps_us_out", error=status), left=False)
    if status in (408, 425, 429) or status >= 500:
        return CarrierAway(sentence("busy", error=status), retry_after=_retry_after(response))
    log.error("the carrier's address answers with HTTP %s and no TM Forum error: check CARRIER_URL", status)
    return CarrierAway(sentence("wrong_address", error=status))


def _words(body: Any, hidden: Sequence[str]) -> str:
    """Reason and message of a TM Forum Error, without the passwords that it may repeat."""
    if not isinstance(body, dict) or "code" not in body:
        return ""
    said = [body.get("reason"), body.get("message")]
    words = ": ".join(dict.fromkeys(word.strip() for word in said if isinstance(word, str) and word.strip()))
    for secret in sorted(filter(None, hidden), key=len, reverse=True):
        words = words.replace(secret, MASK)
    return words.replace("\x00", "")[:LONGEST_WORDS]


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds; the header holds seconds or a date (RFC 9110, 10.2.3), which counts from the answer's own date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        sent = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(0.0, (until - sent).total_seconds())
    except (TypeError, ValueError):
        return None


def _name(error: Exception) -> str:
    return type(error).__name__
