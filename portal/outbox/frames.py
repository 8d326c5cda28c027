"""What stands around every letter of one language: rendered and inlined once, used for any number of mails."""

import re
from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

PLACES = ("[[subject]]", "[[preview]]", "[[letter]]")  # in this order in mail/frame.html
LETTER_BEGINS = "<!--letter-->"  # in mail/base.html; what stands before it is the preview
inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
AT_RULES = re.compile(r"@media.*", re.DOTALL)  # they stand last in mail/style.css


@dataclass(frozen=True)
class Frame:
    """The pieces of the page before, between and after the places of a letter, and its style sheet."""

    values: dict[str, Any]
    pieces: tuple[str, ...]
    style: str
    footer: str

    @classmethod
    def of(cls, language: str) -> "Frame":
        site_url = settings.SITE_URL.rstrip("/")
        values = {"brand": settings.BRAND, "site_url": site_url, "language": language}
        names = dict(zip(("subject", "preview", "letter"), PLACES, strict=True))
        with translation.override(language):
            page = inliner.inline(load("mail/frame.html").render(Context({**values, "place": names})))
            style = load("mail/style.css").render(Context(values))
            footer = load("mail/footer.txt").render(Context(values, autoescape=False))
        return cls(values, _cut(page), AT_RULES.sub("", style), footer)

    def around(self, rendered: str, subject: str) -> str:
        """The whole page with a rendered `mail/base.html` in its place, styles inlined."""
        preview, _, letter = rendered.partition(LETTER_BEGINS)
        inlined = inliner.inline_fragment(letter, self.style)
        first, second, third, last = self.pieces
        return "".join((first, escape(subject), second, preview.strip(), third, inlined, last))


def load(name: str) -> Template:
    """The engine's own template: its context decides about escaping."""
    return get_template(name).template  # type: ignore[attr-defined]


def _cut(page: str) -> tuple[str, ...]:
    pieces = []
    for place in PLACES:
        before, _, page = page.partition(place)
        pieces.append(before)
    return (*pieces, page)
