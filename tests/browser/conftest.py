"""Chromium against the live portal. A page that complains, or that talks to anybody else, fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.arrival import make_clicks_arrive
from tests.browser.watch import PageWatch

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

PATIENCE = 15_000
"""Milliseconds a page may take before a test fails: a busy machine is no fault of the page."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker process."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")  # the small one starts faster
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not program:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is not installed, but REQUIRE_BROWSER is set.")
        pytest.skip("Chromium is not installed.")
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        make_clicks_arrive(patch)
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(live_server, settings) -> str:
    """The address of the running portal; links in mails point there, jobs run at once."""
    from portal.celery import app

    settings.SITE_URL = live_server.url
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    yield live_server.url
    app.conf.task_always_eager = False
    app.conf.task_eager_propagates = False


@pytest.fixture
def watch(site: str) -> Iterator[PageWatch]:
    """What the pages of this test complained about; `watch.allow("404")` excuses what a test provokes."""
    found = PageWatch(site)
    yield found
    assert found.complaints() == []


@pytest.fixture
def new_page(browser: Browser, site: str, watch: PageWatch) -> Iterator[Callable[..., Page]]:
    """Open a page in a context (cookies, language, size) of its own: `new_page(viewport=…, locale="en-GB")`."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        defaults: dict[str, Any] = {
            "base_url": site,
            "locale": "de-DE",
            "timezone_id": "Europe/Berlin",
            "viewport": {"width": 1280, "height": 900},
            "reduced_motion": "reduce",
        }
        context = browser.new_context(**(defaults | options))
        context.set_default_timeout(2 * PATIENCE)
        contexts.append(context)
        watch.follow(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A customer's browser: German, Berlin, 1280 pixels wide."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """The same on a phone, 390 pixels wide."""
    return new_page(viewport={"width": 390, "height": 844}, has_touch=True, device_scale_factor=2)
