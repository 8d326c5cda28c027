"""From a kind of mail and its values to subject, text and HTML, in the mail's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import css_inline
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

MASK = "••••••••"
SHORTEST_SECRET = 8  # shorter ones may stand in a telephone number by chance
LONGEST_SUBJECT = 200
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
LINE_ENDS = re.compile(r"[ \t]+\n")
inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


class MailError(Exception):
    """The mail cannot be written or sent as asked; the message is meant for people."""


class Wording(NamedTuple):
    """A rendered mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class MailTemplates:
    """`mail/<kind>.subject.txt`, `.txt` and `.html`, loaded once and used for any number of mails."""

    subject: Template
    text: Template
    html: Template

    @classmethod
    def of(cls, kind: str) -> "MailTemplates":
        subject, text, html = (
            get_template(f"mail/{kind}.{end}").template  # type: ignore[attr-defined]
            for end in ("subject.txt", "txt", "html")
        )
        return cls(subject, text, html)

    def render(self, context: Mapping[str, Any], language: str) -> Wording:
        """MailError when a value would break the subject into two header lines."""
        with translation.override(language):
            values = {**_frame(language), **context}
            subject = _one_line(self.subject.render(Context(values, autoescape=False)))
            values["subject"] = subject
            text = self.text.render(Context(values, autoescape=False))
            html = self.html.render(Context(values))
        return Wording(subject, _tidy(text), inliner.inline(html))


def known_language(language: str) -> str:
    """The language itself, or the default one when the portal does not speak it."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def masked(context: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with `secret` (a text, or texts by name) replaced by dots."""
    secret = context["secret"]
    shown = dict.fromkeys(secret, MASK) if isinstance(secret, Mapping) else MASK
    return {**context, "secret": shown}


def refuse_leak(context: Mapping[str, Any], archived: Wording) -> None:
    """A secret may stand in the value `secret` only: the archived copy must not show it. MailError if it does."""
    secret = context["secret"]
    values = secret.values() if isinstance(secret, Mapping) else [secret]
    for value in map(str, values):
        if len(value) >= SHORTEST_SECRET and any(value in part for part in archived):
            raise MailError("The archived copy of the mail would show its secret.")


def _frame(language: str) -> dict[str, Any]:
    """What the base templates need."""
    return {"brand": settings.BRAND, "site_url": settings.SITE_URL.rstrip("/"), "language": language}


def _one_line(subject: str) -> str:
    subject = subject.strip()
    if "\n" in subject or "\r" in subject:
        raise MailError("The subject of a mail has one line.")
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


def _tidy(text: str) -> str:
    return BLANK_LINES.sub("\n\n", LINE_ENDS.sub("\n", text)).strip() + "\n"
