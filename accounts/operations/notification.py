"""What mails about invoices tell (E5)."""

from datetime import datetime

from django.db import transaction

from accounts.models import NotificationAddress
from portal.audit.trail import Actor, record


@transaction.atomic
def choose_mail_amount(
    *, login_id: int, customer_id: int | None, shows_amount: bool, actor: Actor, now: datetime
) -> None:
    """Let the mails of this login show amounts, or not. NotificationAddress.DoesNotExist without an address."""
    address = NotificationAddress.objects.select_for_update().get(login_id=login_id)
    if address.mail_shows_amount == shows_amount:
        return
    address.mail_shows_amount = shows_amount
    address.save(update_fields=["mail_shows_amount"])
    record(
        "email.amount_chosen",
        actor=actor,
        now=now,
        customer_id=customer_id,
        subject=address,
        old={"shows_amount": not shows_amount},
        new={"shows_amount": shows_amount},
    )
