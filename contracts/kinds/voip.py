"""The superuser of a VoIP telephone system: create, new password, remove (C8, C14).

The password goes to the carrier under seal and nowhere else; the portal knows the user name only.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rules.known_passwords import is_known_password
from accounts.rules.own_words import own_words
from accounts.rules.password import MAX_LENGTH, normalise
from contracts.catalogue.items import Family
from contracts.models import Order, Product, VoipSuperuser
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import in_both
from contracts.orders.situation import Situation
from contracts.rules.superusers import GUESSED_FIRST, MIN_LENGTH, USERNAME, PasswordFault, password_faults
from portal.audit.trail import record, system

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


class SuperuserKind(OrderKind):
    """What the three have in common: one of them at a time, on telephone systems only."""

    families = frozenset({Family.TELEPHONY})
    icon = "key-round"
    order = 60

    def is_telephone_system(self, situation: Situation) -> bool:
        offering = situation.offering
        return situation.product.is_running and bool(offering and offering.characteristics.get("voip"))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "voip-superuser"


class SuperuserCreate(SuperuserKind):
    """The first superuser of a telephone system; there is one at a time."""

    slug = "voip-superuser-create"
    title = gettext_lazy("Create the VoIP superuser")
    description = gettext_lazy("With user name and password you manage your telephone system yourself.")
    form_class = CreateForm
    secret_fields = ("password",)

    def offered(self, situation: Situation) -> bool:
        return self.is_telephone_system(situation) and superuser_of(situation.product) is None

    def refuse(self, situation: Situation, answers: Answers) -> None:
        name = answers["username"]
        if name in GUESSED_FIRST:
            raise OrderRefused(
                _("“%(name)s” is what attackers try first. Please choose another user name.") % {"name": name}
            )
        owned = [product.pk for product in situation.owned]
        other = (
            VoipSuperuser.objects.filter(product__in=owned, username=name).select_related("product").first()
        )
        if other is not None:
            raise OrderRefused(
                _("You use the user name “%(name)s” for %(product)s already. Please choose another one.")
                % {"name": name, "product": other.product.title}
            )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("Product"), situation.product.title),
            Row(_("User name"), answers["username"]),
            Row(_("Password"), _("as entered, it is not shown")),
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"superuser": "create", "username": order.answers["username"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        done_at = order.completed_at or now
        VoipSuperuser.objects.update_or_create(
            product=product,
            defaults={
                "username": order.answers["username"],
                "created_at": done_at,
                "password_changed_at": done_at,
            },
        )


class SuperuserPassword(SuperuserKind):
    """A new password for the superuser; the user name stays."""

    slug = "voip-superuser-password"
    title = gettext_lazy("Change the password of the VoIP superuser")
    description = gettext_lazy("The old password works until the new one takes effect.")
    form_class = PasswordForm
    template = "contracts/orders/superuser_password.html"
    secret_fields = ("password",)

    def offered(self, situation: Situation) -> bool:
        return self.is_telephone_system(situation) and superuser_of(situation.product) is not None

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        superuser = superuser_of(situation.product)
        return [
            Row(_("Product"), situation.product.title),
            Row(_("User name"), superuser.username if superuser else ""),
            Row(_("New password"), _("as entered, it is not shown")),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [_("Devices that log in with the old password must be given the new one.")]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"superuser": "password"}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        VoipSuperuser.objects.filter(product=product).update(password_changed_at=order.completed_at or now)


class SuperuserRemove(SuperuserKind):
    """The superuser ends; the telephone system goes on as it is set."""

    slug = "voip-superuser-remove"
    title = gettext_lazy("Remove the VoIP superuser")
    description = gettext_lazy("Your telephone system goes on as it is set; nobody can change its settings.")
    icon = "trash-2"
    form_class = RemoveForm
    template = "contracts/orders/superuser_remove.html"

    def offered(self, situation: Situation) -> bool:
        return self.is_telephone_system(situation) and superuser_of(situation.product) is not None

    def refuse(self, situation: Situation, answers: Answers) -> None:
        superuser = superuser_of(situation.product)
        if superuser is None or superuser.username != answers["confirmed_name"]:
            raise OrderRefused(
                _("Your superuser has another user name. Please enter it exactly as it is shown.")
            )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("Product"), situation.product.title),
            Row(_("User name that ends"), answers["confirmed_name"]),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [
            _(
                "After that nobody can change the settings of your telephone system until you create a new one."
            )
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"superuser": "remove"}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """Who it was and since when stays in the audit trail."""
        superuser = superuser_of(product)
        if superuser is None:
            return
        record(
            "voip_superuser.removed",
            actor=system("carrier"),
            now=now,
            customer_id=order.customer_id,
            subject=product,
            old={"username": superuser.username, "created_at": superuser.created_at.isoformat()},
            note=order.number,
        )
        superuser.delete()


def superuser_of(product: Product) -> VoipSuperuser | None:
    """The superuser that the product has at present."""
    return VoipSuperuser.objects.filter(product=product).first()


def _titles() -> list[str]:
    """What orders of these kinds are called, in every language."""
    called = in_both(
        lambda: "\n".join(str(kind.title) for kind in (SuperuserCreate, SuperuserPassword, SuperuserRemove))
    )
    return list(called.values())


def _faults(situation: Situation, password: str, username: str) -> list[PasswordFault]:
    customer, product = situation.customer, situation.product
    words = own_words(
        [customer.first_name, customer.last_name, customer.company, product.street, product.town],
        whole=[customer.number, product.number, product.postcode],
    )
    return password_faults(
        password,
        username=username,
        titles=(product.number, product.offering, *product.name.values(), *_titles()),
        own_words=words,
        is_known=lambda text: is_known_password(text, breached_file=settings.BREACHED_PASSWORDS_FILE),
    )
