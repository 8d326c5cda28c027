"""axe-core on a page as it stands, in both colour schemes (requirement L1)."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """([tags, preload]) =>
    axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload})"""

# Colours of the new scheme are there after the next frame.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def assert_accessible(page: Page, *, preload: bool = True) -> None:
    """No violation of WCAG 2.2 A and AA that axe can see, neither light nor dark.

    Django's admin imports stylesheets from stylesheets. With `preload` axe copies those into the page, which our
    Content Security Policy stops: without it one rule (a page locked to one orientation) is not looked at.
    """
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(PAINTED)
        found = violations(page, preload=preload)
        assert not found, "\n".join([f"{page.url}, {scheme}", *found])
    page.emulate_media(color_scheme="light")


def violations(page: Page, *, preload: bool = True) -> list[str]:
    """One line for each violated rule and element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    result = page.evaluate(RUN, [TAGS, preload])
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


@cache
def _axe() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
