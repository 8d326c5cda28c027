"""One row of the outbox as a MIME message: the same bytes however often it is sent.

Written by hand (RFC 5322, 2045, 2046): the standard library needs more time for this than everything else
that is done to send a mail.
"""

from base64 import encodebytes
from email.header import Header
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError

from .models import OutgoingMail
from .seals import open_sealed


class MimeText:
    """Finished bytes where Django's mail backends expect a message object."""

    def __init__(self, text: str) -> None:
        self.text = text

    def as_bytes(self, linesep: str = "\n") -> bytes:
        return self.text.replace("\n", linesep).encode("ascii")

    def get_charset(self) -> None:
        return None


class OutboxMessage(EmailMultiAlternatives):
    """Text and HTML with fixed Message-ID and date. SealBroken when the clear copy cannot be opened."""

    def __init__(self, mail: OutgoingMail) -> None:
        text, html = mail.text, mail.html
        if mail.sealed:
            text, html = open_sealed(mail.sealed, message_id=mail.message_id)
        self.mail = mail
        self.html = html
        name, self.sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
        self.sender_name = name or f"{settings.BRAND.name} {settings.BRAND.portal_name}"
        super().__init__(
            subject=mail.subject,
            body=text,
            from_email=self.sender,
            to=[mail.to],
            headers=self._fixed_headers(),
        )
        self.attach_alternative(html, "text/html")

    def message(self) -> MimeText:  # type: ignore[override]
        boundary = f"=_{self.mail.message_id[1:33]}"
        lines = [f"{name}: {_header(name, value)}" for name, value in self._fields()]
        lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
        for kind, body in (("plain", self.body), ("html", self.html)):
            lines += [f"--{boundary}", f'Content-Type: text/{kind}; charset="utf-8"']
            lines += ["Content-Transfer-Encoding: base64", "", _base64(str(body))]
        return MimeText("\n".join([*lines, f"--{boundary}--", ""]))

    def _fields(self) -> list[tuple[str, str]]:
        return [
            ("From", f"{_phrase(self.sender_name)} <{self.sender}>"),
            ("To", self.mail.to),
            ("Subject", self.mail.subject),
            *self.extra_headers.items(),
        ]

    def _fixed_headers(self) -> dict[str, str]:
        return {
            "Date": format_datetime(self.mail.created_at),
            "Message-ID": self.mail.message_id,
            "Reply-To": settings.BRAND.email,
            "Content-Language": self.mail.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }


@lru_cache(maxsize=256)  # the mails of a mass mailing share most of theirs, and encoding is slow
def _header(name: str, value: str) -> str:
    """Folded and encoded where needed. BadHeaderError for what would be two headers."""
    if "\n" in value or "\r" in value:
        raise BadHeaderError(f"{name} has more than one line")
    if value.isascii() and len(name) + len(value) < 76:
        return value
    return Header(value, "ascii" if value.isascii() else "utf-8", header_name=name).encode()


@lru_cache(maxsize=16)
def _phrase(name: str) -> str:
    """A display name: an encoded word, or quoted."""
    if not name.isascii():
        return Header(name, "utf-8").encode()
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _base64(text: str) -> str:
    return encodebytes(text.replace("\n", "\r\n").encode()).decode("ascii").rstrip("\n")
