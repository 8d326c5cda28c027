"""Clean input of the doors; what it opens is decided in operations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import PasswordRefused
from accounts.rules.customer_number import normalised
from accounts.rules.password import FREE_FROM, MAX_LENGTH, normalise


class CustomerNumberField(forms.CharField):
    """A customer number; blanks are forgiven. Whether it can be one at all, the operations judge."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(label=_("Customer number"), max_length=100, widget=widget, **options)

    def clean(self, value: Any) -> str:
        return normalised(super().clean(value))


class LoginForm(forms.Form):
    """Customer number and whichever password."""

    number = CustomerNumberField(
        error_messages={"required": _("Please enter your customer number.")},
        help_text=_("You find it on your invoice and on your order confirmation."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please enter your password.")},
    )


class EmailAddressForm(forms.Form):
    """Where the confirmation link goes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("This is not a complete e-mail address, for example name@example.org."),
        },
    )


class PasswordResetForm(EmailAddressForm):
    """Customer number and the stored e-mail address."""

    number = CustomerNumberField(error_messages={"required": _("Please enter your customer number.")})
    field_order = ["number", "email"]


class NewPasswordForm(forms.Form):
    """A password of one's own, twice; the rule is checked when it is saved."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "new-password",
                "aria-describedby": "new-password-rules id_new_password_error",
                # what browsers and password managers generate from
                "passwordrules": f"minlength: {FREE_FROM}; maxlength: {MAX_LENGTH};",
            }
        ),
        error_messages={"required": _("Please enter a new password.")},
    )
    repeated = forms.CharField(
        label=_("Repeat the new password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Please repeat the new password.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("new_password"), cleaned.get("repeated")
        if first is not None and second is not None and normalise(first) != normalise(second):
            self.add_error("repeated", _("The two passwords are not the same."))
        return cleaned

    def refuse(self, refused: PasswordRefused) -> None:
        """Show why the password was not taken, next to its field."""
        for message in refused.messages:
            self.add_error("new_password", message)
