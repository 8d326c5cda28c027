"""What people do at the doors, through the test client."""

import re
from datetime import datetime

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import PasswordResetRequest
from accounts.operations.resets import answer_reset_request
from portal.audit.models import AuditEntry
from portal.outbox.delivery import deliver_waiting
from portal.outbox.models import OutgoingMail

OWN_PASSWORD = "Herbst-Laub-9"


def log_in_with(client: Client, number: str, password: str, **values):
    """Type number and password into the login page."""
    return client.post(reverse("accounts:login"), {"number": number, "password": password, **values})


def choose_password(client: Client, password: str, repeated: str | None = None):
    data = {"new_password": password, "repeated": password if repeated is None else repeated}
    return client.post(reverse("accounts:first_password"), data)


def delivered() -> list:
    """Every mail that reached a mailbox so far, in the order they were written; what waits is delivered first."""
    deliver_waiting(clock=timezone.now)
    written = list(OutgoingMail.objects.order_by("pk").values_list("message_id", flat=True))
    return sorted(mail.outbox, key=lambda message: written.index(message.extra_headers["Message-ID"]))


def link_in(message) -> str:
    """The path of the confirmation link in a mail."""
    return re.search(r"https?://[^/\s]+(/e-mail-bestaetigen/\S+)", message.body)[1]


def code_in(message) -> str:
    """The one-time password in a mail."""
    return re.search(r"^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$", message.body, re.MULTILINE)[0]


def confirm(client: Client, link: str):
    """Open the link and press its button."""
    assert client.get(link).status_code == 200
    return client.post(f"{link}ja/")


def confirm_email_of(client: Client, person, email: str = "max@example.org"):
    """The e-mail step from the initial password to the click."""
    log_in_with(client, person.number, person.password)
    client.post(reverse("accounts:first_email"), {"email": email})
    return confirm(Client(), link_in(delivered()[-1]))


def ask_for_reset(client: Client, number: str, email: str):
    return client.post(reverse("accounts:reset"), {"number": number, "email": email})


def answer_resets(now: datetime | None = None) -> int:
    """Run the job for every request that waits; how many mails it caused."""
    moment = now or timezone.now()
    return sum(
        answer_reset_request(request_id=asked.pk, now=moment) for asked in PasswordResetRequest.objects.all()
    )


def is_inside(client: Client) -> bool:
    """Does the start page open?"""
    return client.get("/").status_code == 200


def trail() -> list[str]:
    """The actions of the audit trail, oldest first."""
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def everything_of(response, *typed: str) -> tuple:
    """Status, headers, cookies and page, without what is random in every answer and without what was `typed`."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    for value in typed:
        page = page.replace(value, "")
    headers = sorted(
        (name, value) for name, value in response.headers.items() if name not in ("Content-Length", "Expires")
    )
    cookies = sorted(
        (name, {key: value for key, value in morsel.items() if key != "expires"})
        for name, morsel in response.cookies.items()
    )
    return response.status_code, headers, cookies, page
