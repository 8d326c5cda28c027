"""The watch and the accessibility check must be able to fail, or they prove nothing about other pages."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep

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


class Slowly(BaseHTTPRequestHandler):
    """A page with a link to another one, of which the second half comes late."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        first, second = FRAME.split("{}")
        self.wfile.write(f"{first}<p><a href='/{len(self.path)}'>weiter</a></p>".encode() + b" " * 8_192)
        self.wfile.flush()
        sleep(0.3)
        self.wfile.write(f"<p>Ende</p>{second}".encode())

    def log_message(self, *_: object) -> None:
        pass


def test_a_click_is_over_when_the_next_page_is_complete(page: Page, watch: PageWatch) -> None:
    watch.allow("request elsewhere", "favicon")
    with ThreadingHTTPServer(("127.0.0.1", 0), Slowly) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.get_by_role("link", name="weiter").click()
        found = page.locator("p").all_inner_texts()
        server.shutdown()
    assert found == ["weiter", "Ende"]
