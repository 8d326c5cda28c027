"""A mail's HTML for a frame with a strict policy: no `unsafe-inline`, links open in the whole window."""

import base64
import hashlib
import re

STYLE_ATTRIBUTE = re.compile(r' style="([^"]*)"')
STYLE_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def framed(html: str) -> tuple[str, str]:
    """The HTML with its inline styles moved into one element, and the policy that allows exactly that."""
    rules: dict[str, int] = {}

    def move(match: re.Match[str]) -> str:
        number = rules.setdefault(match[1].replace("&quot;", '"'), len(rules))
        return f' data-style="{number}"'

    body = STYLE_ATTRIBUTE.sub(move, html)
    moved = "".join(f'[data-style="{number}"]{{{rule}}}' for rule, number in rules.items())
    head = f'<head><base target="_top"><style>{moved}</style>'
    page = body.replace("<head>", head, 1)
    return page, _policy(STYLE_ELEMENT.findall(page))


def _policy(styles: list[str]) -> str:
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in styles)
    return (
        f"default-src 'none'; style-src {hashes}; frame-ancestors 'self'; base-uri 'none'; sandbox {SANDBOX}"
    )


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
