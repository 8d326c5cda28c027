"""Another notification address: counts after the click in the mail to it, and the old one is warned (A19)."""

from datetime import datetime

from django.db import transaction

from accounts.errors import SameAddress
from accounts.models import EmailConfirmation, Login, NotificationAddress
from accounts.operations.confirmations import send_confirmation
from accounts.operations.notices import customer_id_of, tell
from portal.audit.trail import Actor, record
from portal.lib.masking import mask_email

CHANGE = EmailConfirmation.Purpose.CHANGE


@transaction.atomic
def request_address(*, login: Login, email: str, actor: Actor, now: datetime) -> EmailConfirmation:
    """Send a link to `email`, and a warning to the address that counts so far, unless both had theirs already.

    Corrects or repeats what was asked before. SameAddress when `email` is the one that counts.
    """
    present = NotificationAddress.objects.filter(login=login).first()
    if present is not None and present.email.casefold() == email.casefold():
        raise SameAddress
    before = pending_address(login)
    confirmation = send_confirmation(login=login, email=email, purpose=CHANGE, actor=actor, now=now)
    if before is None or before.email.casefold() != email.casefold():
        tell("address_change_asked", login=login, now=now, context={"new_address": mask_email(email)})
    return confirmation


@transaction.atomic
def withdraw_address(*, login: Login, actor: Actor, now: datetime) -> bool:
    """The link that waits for its click confirms nothing any more; False when none did."""
    Login.objects.select_for_update().get(pk=login.pk)
    before = pending_address(login)
    if before is None:
        return False
    EmailConfirmation.objects.filter(pk=before.pk).update(replaced_at=now)
    record(
        "email.change_withdrawn",
        actor=actor,
        now=now,
        customer_id=customer_id_of(login),
        subject=login,
        old={"email": before.email},
    )
    return True


def pending_address(login: Login) -> EmailConfirmation | None:
    """The change that waits for its click, expired or not."""
    return login.email_confirmations.filter(purpose=CHANGE, used_at=None, replaced_at=None).first()
