"""From a kind of mail and its values to subject, text and HTML, in the mail's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape

from .frames import Frame, load

MASK = "••••••••"
SHORTEST_SECRET = 8  # shorter ones may stand in a telephone number by chance
LONGEST_SUBJECT = 200
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
LINE_ENDS = re.compile(r"[ \t]+\n")
BLANK = "\ue000%s\ue001"  # private-use characters: templates, escaping and inlining leave them alone
BLANKS = re.compile("\ue000(\\w+)\ue001")


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
    frames: dict[str, Frame] = field(default_factory=dict)
    forms: dict[tuple[Any, ...], Wording] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: str) -> "MailTemplates":
        return cls(load(f"mail/{kind}.subject.txt"), load(f"mail/{kind}.txt"), load(f"mail/{kind}.html"))

    def render(self, context: Mapping[str, Any], language: str) -> Wording:
        """MailError when a value would break the subject into two header lines."""
        frame = self._frame(language)
        with translation.override(language):
            values = {**frame.values, **context}
            subject = _one_line(self.subject.render(Context(values, autoescape=False)))
            values["subject"] = subject
            text = self.text.render(Context(values, autoescape=False))
            html = self.html.render(Context(values))
        return Wording(subject, _tidy(f"{text}\n\n{frame.footer}"), frame.around(html, subject))

    def fill_in(self, context: Mapping[str, Any], fields: Mapping[str, str], language: str) -> Wording:
        """Like `render` with both, but letters of one context are rendered once, with blanks for the fields.

        Values of `context` must be hashable; templates may ask whether a field is there, not what it says.
        """
        key = (language, frozenset(context.items()), frozenset(fields))
        if key not in self.forms:
            blanks = {name: BLANK % name for name in fields}
            self.forms[key] = self.render({**context, **blanks}, language)
        form = self.forms[key]
        subject, text = (BLANKS.sub(lambda blank: fields[blank[1]], part) for part in form[:2])
        html = BLANKS.sub(lambda blank: escape(fields[blank[1]]), form.html)
        return Wording(_one_line(subject), text, html)

    def _frame(self, language: str) -> Frame:
        if language not in self.frames:
            self.frames[language] = Frame.of(language)
        return self.frames[language]


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


def _one_line(subject: str) -> str:
    subject = subject.strip()
    if "\n" in subject or "\r" in subject:
        raise MailError("The subject of a mail has one line.")
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


def _tidy(text: str) -> str:
    return BLANK_LINES.sub("\n\n", LINE_ENDS.sub("\n", text)).strip() + "\n"
