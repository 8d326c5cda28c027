"""The watch and the accessibility check must be able to fail, or they prove nothing about other pages."""

from playwright.sync_api import Page, Route

from tests.browser.accessible import assert_accessible, violations
from tests.browser.watch import PageWatch

CSP = "default-src 'none'; script-src 'self'; style-src 'self'"
FRAME = '<!doctype html><html lang="de"><head><title>Probe</title></head><body><main>{}</main></body></html>'


def show(page: Page, body: str, status: int = 200) -> None:
    """Serve `body` at the portal's own address under the portal's kind of policy."""

    def fulfil(route: Route) -> None:
        headers = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=status, headers=headers, body=FRAME.format(body))

    page.route("**/probe/", fulfil)
    page.goto("/probe/")


def test_a_sound_page_is_silent_and_accessible(page: Page, watch: PageWatch) -> None:
    show(page, "<h1>Guten Tag</h1>")
    assert_accessible(page)
    assert watch.complaints() == []


def test_axe_reports_under_the_strict_policy(page: Page) -> None:
    show(page, '<h1>Guten Tag</h1><input name="q">')
    assert {line.split(":")[0] for line in violations(page)} == {"label"}


def test_inline_scripts_are_reported(page: Page, watch: PageWatch) -> None:
    show(page, "<h1>Guten Tag</h1><script>document.title = 'x'</script>")
    assert [line[:8] for line in watch.complaints()] == ["console:"]
    watch.allow("Content Security Policy")
    assert watch.complaints() == []


def test_server_errors_are_reported(page: Page, watch: PageWatch) -> None:
    show(page, "<h1>Fehler</h1>", status=500)
    assert any(line.startswith("server error: 500") for line in watch.complaints())
    watch.allow("500")


def test_requests_to_others_are_reported(page: Page, watch: PageWatch) -> None:
    show(page, '<h1>Guten Tag</h1><a href="https://example.org/">weg</a>')
    page.route("https://example.org/", lambda route: route.fulfill(body="fremd"))
    page.get_by_role("link", name="weg").click()
    page.wait_for_url("https://example.org/")
    assert "request elsewhere: https://example.org/" in watch.complaints()
    watch.allow("example.org")


def test_the_portal_answers_a_browser(page: Page) -> None:
    answer = page.request.get("/gesundheit/")
    assert answer.status == 200
