"""What an error of the mail server means for the mail."""

from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.lib.sealed import SealBroken

from .render import MailError

MAIL_ERRORS = (SMTPException, OSError, UnicodeError, ValueError, SealBroken, MailError)
FIRST_DELAY = 60.0  # seconds
LONGEST_DELAY = 4 * 3600.0
MOST_TRIES = 24  # about two and a half days
_random = SystemRandom()


@dataclass(frozen=True)
class Verdict:
    """Is it over for this mail, is the mail server itself in trouble, and why, in a sentence for staff."""

    is_final: bool
    server_is_away: bool
    reason: str


def judge(error: Exception) -> Verdict:
    """A refused address or content is final; what concerns the server or its connection is tried again."""
    with translation.override(settings.LANGUAGE_CODE):
        if isinstance(error, SMTPRecipientsRefused):
            code, reply = next(iter(error.recipients.values()))
            text = _("The recipient’s address was refused: %(reply)s") % {"reply": _shown(code, reply)}
            return Verdict(code >= 500, code == 421, text)
        if isinstance(error, SMTPDataError):
            text = _("The mail was refused: %(reply)s") % {"reply": _shown(error.smtp_code, error.smtp_error)}
            return Verdict(error.smtp_code >= 500, error.smtp_code == 421, text)
        if isinstance(error, SMTPSenderRefused | SMTPAuthenticationError | SMTPResponseException):
            text = _("The mail server refused us: %(reply)s")
            return Verdict(False, True, text % {"reply": _shown(error.smtp_code, error.smtp_error)})
        if isinstance(error, SealBroken):
            return Verdict(True, False, _("The clear copy of this mail can no longer be opened."))
        if isinstance(error, UnicodeError | ValueError | SMTPNotSupportedError | MailError):
            return Verdict(
                True, False, _("This mail cannot be sent: %(error)s") % {"error": str(error)[:300]}
            )
        text = _("The mail server does not answer: %(error)s") % {"error": str(error)[:300]}
        return Verdict(False, True, text)


def delay_after(tries: int) -> timedelta:
    """Twice as long after every try, spread by half so that mails do not come back in a herd."""
    seconds = min(FIRST_DELAY * 2 ** (tries - 1), LONGEST_DELAY)
    return timedelta(seconds=seconds * _random.uniform(0.5, 1.5))


def _shown(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {text}"[:300]
