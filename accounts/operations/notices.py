"""Mails about a login to its confirmed address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Customer, Login, NotificationAddress
from portal.outbox.mail import enqueue


def tell(
    kind: str, *, login: Login, now: datetime, context: Mapping[str, Any] | None = None, is_secret: bool = False
) -> bool:
    """Enqueue mail `kind` (templates/mail/) to the confirmed address of `login`; False if there is none."""
    address = NotificationAddress.objects.filter(login=login).first()
    if address is None:
        return False
    enqueue(
        kind,
        to=address.email,
        language=login.language,
        context={"at": now, **(context or {})},
        now=now,
        customer_id=customer_id_of(login),
        login_id=login.pk,
        is_secret=is_secret,
    )
    return True


def customer_id_of(login: Login) -> int | None:
    """The customer whose number the login carries; None for accounts with several and for staff."""
    return Customer.objects.filter(number=login.identifier).values_list("pk", flat=True).first()
