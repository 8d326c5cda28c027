"""What the service centre does with mails."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.trail import Actor, record

from .models import MailState, OutgoingMail
from .render import MASK, MailError
from .wake import wake_delivery


@transaction.atomic
def retry_mail(*, mail: OutgoingMail, actor: Actor, now: datetime) -> OutgoingMail:
    """Send a failed mail again. MailError when it did not fail, or when its secret is gone."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != MailState.FAILED:
        raise MailError(_("This mail has not failed."))
    if MASK in mail.text + mail.html and not mail.sealed:
        raise MailError(_("The secret in this mail is no longer kept. Please let a new one be sent."))
    old = {"state": mail.state, "tries": mail.tries}
    mail.state, mail.tries, mail.due_at = MailState.WAITING, 0, now
    mail.save(update_fields=["state", "tries", "due_at"])
    record(
        "mail.retried", actor=actor, now=now, customer_id=mail.customer_id, subject=mail, old=old,
        new={"state": mail.state, "tries": 0},
    )  # fmt: skip
    wake_delivery()
    return mail
