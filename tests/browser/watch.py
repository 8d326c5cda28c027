"""Listens to the pages of a test."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class PageWatch:
    """Collects console errors (CSP violations among them), script errors, requests elsewhere, HTTP 5xx."""

    def __init__(self, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.found: list[str] = []
        self.allowed: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._script_error)
        context.on("request", self._request)
        context.on("response", self._response)

    def allow(self, *patterns: str) -> None:
        """Excuse complaints that match: a test that provokes a 404 says so."""
        self.allowed += patterns

    def complaints(self) -> list[str]:
        return [line for line in self.found if not any(re.search(pattern, line) for pattern in self.allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _script_error(self, error: WebError) -> None:
        self.found.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.host:
            self.found.append(f"request elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"server error: {response.status} {response.url}")
