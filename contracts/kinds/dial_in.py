"""Another password for the router's dial-in (C8, C14): the carrier gets it sealed, nobody keeps it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import DialInAccess, Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.situation import Situation
from portal.shell.formats import day_text

SHORTEST, LONGEST = 8, 32  # what routers and the carrier's RADIUS servers agree on
PRINTABLE = range(0x21, 0x7F)  # ASCII without the blank


class DialInPasswordForm(OrderForm):
    """The new password, twice."""

    password = forms.CharField(
        label=gettext_lazy("New dial-in password"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy(
            "8 to 32 letters, digits and signs, without umlauts and blanks; not your user name."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Repeat the new dial-in password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        access = dial_in_of(self.situation)
        faults = password_faults(password, username=access.username if access else "")
        if faults:
            raise ValidationError(list(faults))
        return password

    def clean(self) -> dict[str, Any]:
        repeated = self.cleaned_data.pop("password_again", None)  # no answer: nothing may keep it
        password = self.cleaned_data.get("password")
        if password and repeated is not None and password != repeated:
            self.add_error("password_again", _("The two passwords are not the same."))
        return self.cleaned_data


class DialInPassword(OrderKind):
    """For internet products whose router dials in with user name and password."""

    slug = "dial-in-password"
    title = gettext_lazy("Change the dial-in password")
    description = gettext_lazy(
        "Choose the password with which your router dials in. It is not the password of this portal."
    )
    icon = "key-round"
    families = frozenset({Family.INTERNET})
    form_class = DialInPasswordForm
    secret_fields = ("password",)
    order = 60

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and dial_in_of(situation) is not None

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "dial-in-password"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        access = dial_in_of(situation)
        return [
            Row(_("User name of the dial-in"), access.username if access else ""),
            Row(_("New dial-in password"), _("as you typed it; we do not show it")),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        day = day_text(self.activation_on(situation, answers))
        return [
            _(
                "The new password holds from %(day)s on. Please type it into your router on that day: until then it "
                "dials in with the old password, from then on only with the new one."
            )
            % {"day": day},
            _("We keep the password only until our technical department has it. Please note it down."),
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"username": product.dial_in.username}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        DialInAccess.objects.filter(product=product).update(password_changed_at=order.completed_at)


def dial_in_of(situation: Situation) -> DialInAccess | None:
    """The product's dial-in; None for lines that need none."""
    return getattr(situation.product, "dial_in", None)


def password_faults(password: str, *, username: str) -> Sequence[str]:
    """Sentences for what is wrong with a dial-in password; empty when nothing is."""
    faults = []
    if not SHORTEST <= len(password) <= LONGEST:
        faults.append(_("The dial-in password needs 8 to 32 characters."))
    if any(ord(character) not in PRINTABLE for character in password):
        faults.append(_("Routers take only letters without umlauts, digits and signs, and no blanks."))
    known, chosen = username.casefold(), password.casefold()
    if known and (known in chosen or chosen in known):
        faults.append(_("The password must not contain your user name. Please choose another one."))
    return faults
