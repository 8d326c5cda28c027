"""User name and password of a VoIP superuser, as customers type them (C8, C14)."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rules.known_passwords import is_known_password
from accounts.rules.own_words import own_words
from accounts.rules.password import MAX_LENGTH, normalise
from contracts.models import Product, VoipSuperuser
from contracts.orders.kind import OrderForm
from contracts.orders.placing import in_both
from contracts.orders.situation import Situation
from contracts.rules.superusers import MIN_LENGTH, USERNAME, PasswordFault, password_faults

# What orders are called must be no password: it stands openly in the carrier's message.
CREATE = gettext_lazy("Create the VoIP superuser")
CHANGE = gettext_lazy("Change the password of the VoIP superuser")
REMOVE = gettext_lazy("Remove the VoIP superuser")

PASSWORD_TEXTS = {
    PasswordFault.TOO_SHORT: gettext_lazy("The password of a telephone system needs at least 12 characters."),
    PasswordFault.TOO_LONG: gettext_lazy("The password is too long. At most 128 characters are possible."),
    PasswordFault.TOO_SIMPLE: gettext_lazy(
        "Please use at least two of these: a capital letter, a digit, a special character."
    ),
    PasswordFault.LIKE_THE_NAME: gettext_lazy(
        "The password must not be like the user name or the name of your product."
    ),
    PasswordFault.OWN_DATA: gettext_lazy(
        "The password must not contain your customer number, your name or your address."
    ),
    PasswordFault.COMMON: gettext_lazy(
        "This password is known and easy to guess. Please think of another one."
    ),
    PasswordFault.NOT_ASCII: gettext_lazy(
        "Telephones cannot type every character. Please use letters without umlauts, digits and signs, no blanks."
    ),
}


class PasswordForm(OrderForm):
    """A password for the telephone system, twice. `field_order` puts what a child adds first."""

    password = forms.CharField(
        label=gettext_lazy("Password of the superuser"),
        help_text=gettext_lazy(
            "At least 12 characters with two of these: a capital letter, a digit, a special character."
        ),
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "new-password",
                "passwordrules": f"minlength: {MIN_LENGTH}; maxlength: {MAX_LENGTH}; allowed: ascii-printable;",
            }
        ),
        error_messages={"required": gettext_lazy("Please enter a password.")},
    )
    repeated = forms.CharField(
        label=gettext_lazy("Repeat the password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Please repeat the password.")},
    )

    @property
    def superuser_name(self) -> str:
        """Whose password it is."""
        superuser = superuser_of(self.situation.product)
        return superuser.username if superuser else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, repeated = cleaned.get("password"), cleaned.pop("repeated", None)
        if password is None:
            return cleaned
        for fault in _faults(self.situation, password, cleaned.get("username") or self.superuser_name):
            self.add_error("password", PASSWORD_TEXTS[fault])
        if repeated is not None and normalise(password) != normalise(repeated):
            self.add_error("repeated", _("The two passwords are not the same."))
        return cleaned


class CreateForm(PasswordForm):
    """User name and password of the new superuser."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("4 to 32 characters: small letters, digits, dot, hyphen and underscore."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Please enter a user name.")},
    )
    field_order = ["username", "password", "repeated"]

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if not USERNAME.fullmatch(name):
            raise forms.ValidationError(
                _(
                    "Please use 4 to 32 small letters, digits, dots, hyphens or underscores, with a letter first"
                    " and a letter or digit last."
                )
            )
        return name


class RemoveForm(OrderForm):
    """The user name once more, so that nobody removes it by mistake."""

    confirmed_name = forms.CharField(
        label=gettext_lazy("User name, to confirm"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Please enter the user name.")},
    )

    @property
    def superuser_name(self) -> str:
        superuser = superuser_of(self.situation.product)
        return superuser.username if superuser else ""


def superuser_of(product: Product) -> VoipSuperuser | None:
    """The superuser that the product has at present."""
    return VoipSuperuser.objects.filter(product=product).first()


def _faults(situation: Situation, password: str, username: str) -> list[PasswordFault]:
    customer, product = situation.customer, situation.product
    words = own_words(
        [customer.first_name, customer.last_name, customer.company, product.street, product.town],
        whole=[customer.number, product.number, product.postcode],
    )
    return password_faults(
        password,
        username=username,
        titles=(product.number, product.offering, *product.name.values(), *_order_titles()),
        own_words=words,
        is_known=lambda text: is_known_password(text, breached_file=settings.BREACHED_PASSWORDS_FILE),
    )


def _order_titles() -> list[str]:
    """What orders about superusers are called, in every language."""
    return [title for order in (CREATE, CHANGE, REMOVE) for title in in_both(partial(str, order)).values()]
