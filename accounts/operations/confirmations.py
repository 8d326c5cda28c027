"""Double opt-in: an e-mail address counts once its owner has clicked (requirements A3, A19)."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.errors import StepOver
from accounts.models import EmailConfirmation, Login, NotificationAddress
from accounts.operations.notices import customer_id_of, tell
from portal.audit.trail import Actor, record
from portal.lib.masking import mask_email
from portal.outbox.links import absolute_url
from portal.outbox.mail import enqueue

LIFETIME = timedelta(hours=24)
_SIGNER = signing.Signer(salt="accounts.email_confirmation", sep=".")
Purpose = EmailConfirmation.Purpose


class LinkFault(StrEnum):
    """Why a link does not confirm."""

    BROKEN = "broken"
    USED = "used"
    REPLACED = "replaced"
    EXPIRED = "expired"


class LinkOver(Exception):
    """The link confirms nothing; the page says why and what to do."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__(fault)
        self.fault = fault


@transaction.atomic
def send_confirmation(
    *, login: Login, email: str, purpose: str, actor: Actor, now: datetime
) -> EmailConfirmation:
    """Mail a link to `email`. It replaces the link sent before: of a mistyped address nothing can be confirmed.

    At the first login (OPT_IN) only as long as no address is confirmed, else StepOver.
    """
    locked = Login.objects.select_for_update().get(pk=login.pk)
    if purpose == Purpose.OPT_IN and NotificationAddress.objects.filter(login=locked).exists():
        raise StepOver
    locked.email_confirmations.filter(used_at=None, replaced_at=None).update(replaced_at=now)
    confirmation = EmailConfirmation.objects.create(
        login=locked, email=email, purpose=purpose, created_at=now, expires_at=now + LIFETIME
    )
    customer_id = customer_id_of(locked)
    record(
        "email.confirmation_sent",
        actor=actor,
        now=now,
        customer_id=customer_id,
        subject=locked,
        new={"email": email, "purpose": purpose},
    )
    enqueue(
        "email_confirmation",
        to=email,
        language=locked.language,
        context={
            "secret": {"link": link_of(confirmation)},
            "hours": LIFETIME // timedelta(hours=1),
            "is_first": purpose == Purpose.OPT_IN,
        },
        now=now,
        customer_id=customer_id,
        login_id=locked.pk,
    )
    return confirmation


def link_of(confirmation: EmailConfirmation) -> str:
    """The address to click on; signed, so that it can neither be guessed nor counted through."""
    path = reverse("accounts:confirm_email", kwargs={"token": _SIGNER.sign(str(confirmation.pk))})
    return absolute_url(path)


def open_confirmation(token: str, now: datetime) -> EmailConfirmation:
    """The confirmation behind the link, if a click still confirms; else LinkOver."""
    try:
        confirmation = EmailConfirmation.objects.select_related("login").get(pk=_SIGNER.unsign(token))
    except (signing.BadSignature, EmailConfirmation.DoesNotExist):
        raise LinkOver(LinkFault.BROKEN) from None
    if confirmation.used_at is not None:
        raise LinkOver(LinkFault.USED)
    if confirmation.replaced_at is not None:
        raise LinkOver(LinkFault.REPLACED)
    if confirmation.expires_at <= now or not confirmation.login.is_active:
        raise LinkOver(LinkFault.EXPIRED)
    return confirmation


@transaction.atomic
def confirm_email(*, token: str, address: str, now: datetime) -> EmailConfirmation:
    """The owner of the address clicked: from now on mails go there, and the address before hears it (A19).

    Logs nobody in. `address`: shortened IP.
    """
    login_id = open_confirmation(token, now).login_id
    login = Login.objects.select_for_update().get(pk=login_id)
    confirmation = open_confirmation(token, now)  # again, now that nobody else can use it
    confirmation.used_at = now
    confirmation.save(update_fields=["used_at"])
    before = NotificationAddress.objects.filter(login=login).first()
    if before is not None:
        new_address = mask_email(confirmation.email)
        tell("address_changed", login=login, now=now, context={"new_address": new_address})
    NotificationAddress.objects.update_or_create(
        login=login, defaults={"email": confirmation.email, "confirmed_at": now}
    )
    record(
        "email.confirmed",
        actor=Actor(kind=login.kind, name=login.identifier, login_id=login.pk, address=address),
        now=now,
        customer_id=customer_id_of(login),
        subject=login,
        old={"email": before.email if before else ""},
        new={"email": confirmation.email},
    )
    return confirmation
