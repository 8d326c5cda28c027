"""What people do at the doors, in a browser, and the mails they read meanwhile."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page

from portal.outbox.delivery import deliver_waiting
from portal.outbox.models import OutgoingMail


def log_in(page: Page, number: str, password: str) -> None:
    """Open the login page, type number and password, press the button."""
    page.goto("/anmelden/")
    type_in(page, number, password)


def type_in(page: Page, number: str, password: str) -> None:
    page.get_by_label("Kundennummer").fill(number)
    page.get_by_label("Kennwort", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()


def choose_password(page: Page, password: str) -> None:
    page.get_by_label("Neues Kennwort", exact=True).fill(password)
    page.get_by_label("Neues Kennwort wiederholen").fill(password)
    page.get_by_role("button", name="Kennwort speichern").click()


def mails_to(address: str) -> list[Any]:
    """What lies in the mailbox of `address`, oldest first."""
    deliver_waiting(clock=timezone.now)
    written = list(OutgoingMail.objects.order_by("pk").values_list("message_id", flat=True))
    mine = [message for message in mail.outbox if message.to == [address]]
    return sorted(mine, key=lambda message: written.index(message.extra_headers["Message-ID"]))


def link_in(message: Any) -> str:
    """The confirmation link in a mail."""
    return re.search(r"https?://\S+/e-mail-bestaetigen/\S+", message.body)[0]


def code_in(message: Any) -> str:
    """The one-time password in a mail."""
    return re.search(r"^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$", message.body, re.MULTILINE)[0]


def confirm(open_page: Callable[..., Page], message: Any) -> Page:
    """Open the link of a mail in another browser and press the button."""
    mailbox = open_page()
    mailbox.goto(link_in(message))
    mailbox.get_by_role("button", name="E-Mail-Adresse bestätigen").click()
    return mailbox
