"""axe-core on a page as it stands, in both colour schemes (requirement L1)."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"

# Colours of the new scheme are there after the next frame.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe can see, neither light nor dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(PAINTED)
        assert violations(page) == [], f"{page.url}, {scheme}"
    page.emulate_media(color_scheme="light")


def violations(page: Page) -> list[str]:
    """One line for each violated rule and element."""
    page.evaluate(_axe())
    result = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


@cache
def _axe() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
