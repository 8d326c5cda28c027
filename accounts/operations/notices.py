"""Mails about a login to its confirmed address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Customer, Login, NotificationAddress
from portal.outbox.links import absolute_url
from portal.outbox.mail import enqueue


def tell(
    kind: str,
    *,
    login: Login,
    now: datetime,
    context: Mapping[str, Any] | None = None,
    once_key: str | None = None,
) -> bool:
    """Enqueue mail `kind` (templates/mail/) to the confirmed address of `login`; False if there is none.

    With a `once_key` that was used before there is nothing to send, which is no failure. What must not lie open
    goes into `context["secret"]` (portal.outbox.mail).
    """
    address = NotificationAddress.objects.filter(login=login).first()
    if address is None:
        return False
    enqueue(
        kind,
        to=address.email,
        language=login.language,
        context={"at": now, "number": login.identifier, "login_url": login_url(), **(context or {})},
        now=now,
        customer_id=customer_id_of(login),
        login_id=login.pk,
        once_key=once_key,
    )
    return True


def login_url() -> str:
    """The login page, for mails."""
    return absolute_url(reverse("accounts:login"))


def customer_id_of(login: Login) -> int | None:
    """The customer whose number the login carries; None for accounts with several and for staff."""
    return Customer.objects.filter(number=login.identifier).values_list("pk", flat=True).first()
