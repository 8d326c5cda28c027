"""Writing mails into the outbox, in the transaction of what they tell of (architecture, wall 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from itertools import islice
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from .models import MailState, OutgoingMail
from .render import MailTemplates, Wording, known_language, masked, refuse_leak
from .seals import seal
from .wake import wake_delivery

BATCH = 500


@dataclass(frozen=True)
class Letter:
    """One mail of a mass mailing.

    `fields` are texts that differ from letter to letter, in the letter's language; letters whose `context` is the
    same are rendered once and their fields filled in, which is many times faster.
    """

    to: str
    language: str
    context: Mapping[str, Any]
    customer_id: int | None = None
    login_id: int | None = None
    once_key: str | None = None
    fields: Mapping[str, str] | None = None


def enqueue(
    kind: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    now: datetime,
    customer_id: int | None = None,
    login_id: int | None = None,
    once_key: str | None = None,
    is_secret: bool = False,
) -> OutgoingMail | None:
    """Write one mail; it leaves after the caller's commit. None when `once_key` was used before.

    What must not lie open (one-time passwords, confirmation links) goes into `context["secret"]`, a text or a
    mapping of texts, and only there: the archived copy shows dots. Such mails, and others with `is_secret`,
    are re-read only by the login they belong to. MailError when a value would inject a header.
    """
    letter = Letter(to, language, context, customer_id, login_id, once_key)
    mail = _compose(MailTemplates.of(kind), kind, letter, now=now, is_secret=is_secret)
    if once_key is None:
        mail.save(force_insert=True)
    else:
        OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
        written = OutgoingMail.objects.filter(message_id=mail.message_id).first()
        if written is None:
            return None
        mail = written
    wake_delivery()
    return mail


def enqueue_many(kind: str, letters: Iterable[Letter], *, now: datetime, batch: int = BATCH) -> int:
    """Write a mass mailing; the number of mails that are new. Letters whose `once_key` was used are left out.

    Each batch is one INSERT: call it inside a transaction for all or nothing, outside for batches that leave
    while the next one is written. They leave after single mails (a login link never waits behind them).
    """
    templates = MailTemplates.of(kind)
    remaining = iter(letters)
    written = 0
    while chunk := list(islice(remaining, batch)):
        mails = [_compose(templates, kind, one, now=now, is_bulk=True) for one in _unwritten(chunk)]
        OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
        written += OutgoingMail.objects.filter(message_id__in=[mail.message_id for mail in mails]).count()
        wake_delivery()
    return written


def _unwritten(letters: list[Letter]) -> list[Letter]:
    """Saves the rendering of what is there already; the unique key decides in the end."""
    keys = [letter.once_key for letter in letters if letter.once_key is not None]
    used = set(OutgoingMail.objects.filter(once_key__in=keys).values_list("once_key", flat=True))
    return [letter for letter in letters if letter.once_key is None or letter.once_key not in used]


def _compose(
    templates: MailTemplates,
    kind: str,
    letter: Letter,
    *,
    now: datetime,
    is_secret: bool = False,
    is_bulk: bool = False,
) -> OutgoingMail:
    language = known_language(letter.language)
    message_id = f"<{uuid4().hex}@{_domain()}>"
    wording, sealed = _word(templates, letter, language, message_id)
    mail = OutgoingMail(
        once_key=letter.once_key,
        kind=kind,
        customer_id=letter.customer_id,
        login_id=letter.login_id,
        to=letter.to[:254],
        language=language,
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
        sealed=sealed,
        is_secret=is_secret or bool(sealed),
        is_bulk=is_bulk,
        message_id=message_id,
        created_at=now,
        due_at=now,
    )
    _refuse_bad_address(mail)
    return mail


def _word(templates: MailTemplates, letter: Letter, language: str, message_id: str) -> tuple[Wording, str]:
    """The archived wording and, where there is a secret, the sealed clear copy."""
    if "secret" not in letter.context:
        if letter.fields is not None:
            return templates.fill_in(letter.context, letter.fields, language), ""
        return templates.render(letter.context, language), ""
    context = {**letter.context, **(letter.fields or {})}
    archived = templates.render(masked(context), language)
    refuse_leak(context, archived)
    return archived, seal(templates.render(context, language), message_id=message_id)


def _refuse_bad_address(mail: OutgoingMail) -> None:
    """An address that cannot be (the carrier's data hold some) fails the mail, not what caused it."""
    try:
        validate_email(mail.to)
    except ValidationError:
        mail.state = MailState.FAILED
        mail.sealed = ""
        with translation.override(settings.LANGUAGE_CODE):
            mail.last_error = _("This is not a valid e-mail address.")


def _domain() -> str:
    """The right side of Message-IDs: the domain mails are sent from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
