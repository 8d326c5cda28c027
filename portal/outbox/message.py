"""One row of the outbox as a MIME message: the same bytes however often it is sent."""

from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from .models import OutgoingMail
from .seals import open_sealed


def build_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Text and HTML with fixed Message-ID and date. SealBroken when the clear copy cannot be opened."""
    text, html = mail.text, mail.html
    if mail.sealed:
        text, html = open_sealed(mail.sealed, message_id=mail.message_id)
    message = EmailMultiAlternatives(
        subject=mail.subject, body=text, from_email=_sender(), to=[mail.to], headers=_headers(mail)
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers(mail: OutgoingMail) -> dict[str, str]:
    return {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at),
        "Reply-To": settings.BRAND.email,
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _sender() -> str:
    """DEFAULT_FROM_EMAIL, with the operator's name where it has none."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or f"{settings.BRAND.name} {settings.BRAND.portal_name}", address))
