"""Reading a demo's mails and following their links, in Chromium."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.outbox.delivery import deliver_waiting
from portal.outbox.mail import enqueue
from tests.browser.accessible import assert_accessible
from tests.outbox.conftest import sample_templates

__all__ = ["sample_templates"]


@pytest.fixture
def sent_mail(site, demo_mode, transactional_db) -> None:
    secret = {"password": "Wolke-73-Anker", "link": f"{site}/impressum/?probe=abc123"}
    enqueue(
        "secret_sample", to="max@example.org", language="de", context={"secret": secret}, now=timezone.now()
    )
    deliver_waiting(clock=timezone.now)


def test_mail_is_found_read_and_its_link_followed(site, sent_mail, watch, page: Page, phone: Page):
    watch.allow("allow-scripts")  # axe tries to look into the frame
    for one in (page, phone):
        one.goto("/demo/post/")
        assert_accessible(one)
        one.get_by_role("link", name="Ihr Einmalkennwort").click()
        assert_accessible(one)
        frame = one.frame_locator("iframe")
        expect(frame.get_by_text("Wolke-73-Anker")).to_be_visible()
        assert frame.locator("h1").evaluate("element => getComputedStyle(element).fontSize") == "23px"
        frame.get_by_role("link", name="Weiter").click()
        expect(one).to_have_url(f"{site}/impressum/?probe=abc123")


def test_link_in_the_text_part_is_a_link(site, sent_mail, page: Page):
    page.goto("/demo/post/")
    page.get_by_role("link", name="Ihr Einmalkennwort").click()
    page.locator("pre").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url == f"{site}/impressum/?probe=abc123"
