"""Forms of the security page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.doors import EmailAddressForm, NewPasswordForm


def present_password(label: Any) -> forms.CharField:
    """A field for the password somebody has now."""
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please enter your password.")},
    )


class ProofForm(forms.Form):
    """The password once more (A14)."""

    password = present_password(_("Password"))


class OwnPasswordForm(NewPasswordForm):
    """The present password and a new one (A8)."""

    password = present_password(_("Present password"))
    field_order = ["password", "new_password", "repeated"]


class NewAddressForm(EmailAddressForm):
    """Another address for notices (A19)."""

    field_order = ["email"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("New e-mail address")
