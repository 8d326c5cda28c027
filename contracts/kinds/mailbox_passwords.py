"""The password of a mailbox in forms of orders: typed twice, sealed for the carrier, kept here as a hash (C14, H1)."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.hashing import hashed
from accounts.rules.known_passwords import is_known_password
from accounts.rules.password import Fault, normalise
from accounts.texts import FAULT_TEXTS
from contracts.models import Order, PendingMailbox
from contracts.orders.errors import OrderRefused
from contracts.rules.mailbox_password import mailbox_faults

SECRET = "password"  # noqa: S105 (the field's name, and the characteristic's at the carrier)
REPEATED = "password_repeated"
NOT_AVAILABLE = _("This address is not available. Please choose another one.")

TEXTS: dict[Fault, str | Promise] = {
    **FAULT_TEXTS,
    Fault.TOO_SHORT: _("The password is too short. It needs at least 10 characters."),
    Fault.OWN_DATA: _("The password must not contain the e-mail address or a part of it."),
}


def password_fields() -> dict[str, forms.Field]:
    """Two fields: the password, and the password once more."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return {
        SECRET: forms.CharField(
            label=_("Password of the mailbox"),
            strip=False,
            widget=widget,
            help_text=_(
                "At least 10 characters, two of these among them: a capital letter, a digit, a special character."
            ),
            error_messages={"required": _("Please enter a new password.")},
        ),
        REPEATED: forms.CharField(
            label=_("Repeat the password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            error_messages={"required": _("Please repeat the new password.")},
        ),
    }


def check_password(form: forms.Form, address: str) -> None:
    """Hold what was typed against the rule; the second entry is dropped, so that one secret goes on."""
    first = form.cleaned_data.get(SECRET)
    second = form.cleaned_data.pop(REPEATED, None)
    if first is None:
        return
    for fault in mailbox_faults(first, address, is_known=_is_known):
        form.add_error(SECRET, str(TEXTS[fault]))
    if second is not None and normalise(first) != normalise(second):
        form.add_error(REPEATED, _("The two passwords are not the same."))


def keep_hash(order: Order, address: str, password: str) -> None:
    """Reserve the address and keep the hash until the order is done. OrderRefused if somebody was faster."""
    try:
        with transaction.atomic():
            PendingMailbox.objects.create(order=order, address=address, password=hashed(password))
    except IntegrityError:
        raise OrderRefused(str(NOT_AVAILABLE)) from None


def take_hash(order: Order, *, now: datetime) -> dict[str, object]:
    """The columns of the mailbox that the carrier has set up now."""
    pending = PendingMailbox.objects.get(order=order)
    return {"password": pending.password, "password_changed_at": now}


def _is_known(password: str) -> bool:
    return is_known_password(password, breached_file=settings.BREACHED_PASSWORDS_FILE)
