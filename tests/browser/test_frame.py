"""The page frame in a browser: legal pages, languages, phones, keyboard, weight."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)

LEGAL = {
    "/impressum/": "Impressum",
    "/datenschutz/": "Datenschutz",
    "/barrierefreiheit/": "Barrierefreiheit",
}
MOST_BYTES = 60_000


@pytest.mark.parametrize(("path", "heading"), LEGAL.items())
def test_l1_legal_pages_are_accessible_in_both_languages(page: Page, path: str, heading: str):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_accessible(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert urlsplit(page.url).path == path
    assert_accessible(page)


def test_l1_nothing_overflows_at_320_pixels_which_is_400_percent_zoom(new_page):
    page = new_page(viewport={"width": 320, "height": 256})
    for path in LEGAL:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_l1_the_first_tab_leads_past_the_header(page: Page):
    page.goto("/impressum/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Zum Inhalt springen")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_an_unknown_address_keeps_the_look(page: Page, watch):
    watch.allow("404")
    page.goto("/gibt-es-nicht/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")
    assert_accessible(page)


def test_l2_only_the_two_cookies_and_nothing_stored(page: Page):
    page.goto("/impressum/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"sitzung", "schutz"}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_first_view_is_light(page: Page, site: str):
    """Every file of the page, uncompressed: what travels is less."""
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.__setitem__(answer.url.removeprefix(site), len(answer.body())))
    page.goto("/impressum/")
    page.wait_for_load_state("networkidle")
    assert any(re.search(r"figtree.*woff2", url) for url in sizes), sizes
    compressible = sum(size for url, size in sizes.items() if "woff2" not in url)
    font = sum(size for url, size in sizes.items() if "woff2" in url)
    assert font + compressible / 2.5 < MOST_BYTES, sizes
