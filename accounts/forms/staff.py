"""What staff type to get in. The throttle counts before a secret is looked at; its door is "staff"."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp import devices_for_user
from django_otp.models import Device

from accounts.models import Login
from portal.access import throttle
from portal.access.peer import address_of

DOOR = "staff"
TOO_MANY = _("Too many attempts. Please wait {minutes} minutes and try again.")


class StaffPasswordForm(AuthenticationForm):
    """First step: name and password. Success is told to the throttle only after the second step."""

    error_messages = {
        "invalid_login": _("Name or password is wrong."),
        "inactive": _("Name or password is wrong."),
    }
    request: HttpRequest

    def __init__(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> None:  # the wizard asks for this name
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if name and self.cleaned_data.get("password"):
            count_attempt(self.request, name)
        return super().clean()


class StaffTokenForm(forms.Form):
    """Second step: the code of the app, or one of the printed recovery codes. Both are tried in one field."""

    idempotent = False  # a code works once: the wizard must not check it a second time
    otp_token = forms.CharField(
        label=_("Code from your app"),
        help_text=_("6 digits. Without your phone: one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: Login, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.request = request

    def clean_otp_token(self) -> str:
        token: str = self.cleaned_data["otp_token"]
        count_attempt(self.request, self.user.identifier)
        device = device_that_accepts(self.user, token)
        if device is None:
            raise forms.ValidationError(
                _("This code is wrong or was used already. Please wait for the next one.")
            )
        self.user.otp_device = device  # type: ignore[attr-defined]
        return token


class FactorForm(forms.Form):
    """The first code of a new app."""

    token = forms.CharField(
        label=_("Code from your app"),
        help_text=_("6 digits, as the app shows them now."),
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )

    def clean_token(self) -> str:
        return "".join(self.cleaned_data["token"].split())


class StaffPasswordChangeForm(forms.Form):
    """Staff change their own password; the rule is the customers' (A5)."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("Both entries must be the same."))
        return again


def count_attempt(request: HttpRequest, identifier: str) -> None:
    """Ask the throttle; a ValidationError when it refuses."""
    now = timezone.now()
    tried = throttle.attempt(DOOR, identifier=identifier, address=address_of(request), now=now)
    if not tried.allowed:
        wait = (tried.retry_at - now).total_seconds() if tried.retry_at else 0
        raise forms.ValidationError(str(TOO_MANY).format(minutes=int(wait // 60) + 1), code="throttled")


def device_that_accepts(login: Login, token: str) -> Device | None:
    """The confirmed device of `login` that takes `token`; rows are locked, so a code works once."""
    with transaction.atomic():
        for device in devices_for_user(login, for_verify=True):
            if device.verify_token("".join(token.split()) if device.name == "default" else token):
                return device
    return None
