"""The countdown to the automatic log-out (A9): shown, warned about, and the server's word in the end."""

import re

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.cast import Person, erika, log_in  # noqa: F401 erika is a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def logged_in(page: Page, site: str, erika: Person) -> Page:  # noqa: F811
    cookie = log_in(Client(), erika.login).cookies[portal_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    return page


def test_a9_the_page_counts_down(logged_in: Page):
    logged_in.goto("/")
    shown = logged_in.locator(".account [data-session-left]")
    expect(shown).to_have_text(re.compile(r"^24:5\d$"))
    expect(logged_in.get_by_role("dialog")).to_be_hidden()
    assert_accessible(logged_in)


def test_a9_a_dialog_warns_and_then_the_session_is_over(logged_in: Page, settings):
    settings.SESSION_IDLE_SECONDS = 4
    settings.SESSION_WARNING_SECONDS = 3
    logged_in.goto("/")
    expect(logged_in.get_by_role("dialog", name="Sind Sie noch da?")).to_be_visible()
    assert_accessible(logged_in)
    logged_in.wait_for_url("**/anmelden/**")
    logged_in.goto("/")
    expect(logged_in).to_have_url(re.compile("/anmelden/"))
