"""Where SIM cards are sent: an address in Germany, filled in with the contract address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import AddressRole
from contracts.orders.kind import Answers, OrderForm

DELIVERY = ("street", "postcode", "town")


def add_delivery_fields(form: OrderForm) -> None:
    """Three fields at the end of the form."""
    form.fields["street"] = forms.CharField(
        label=_("Street and number"),
        help_text=_("Where we send the card. Your contract address is filled in."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    form.fields["postcode"] = forms.CharField(
        label=_("Postcode"),
        validators=[RegexValidator(r"\A[0-9]{5}\Z", _("Please enter five digits."))],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    form.fields["town"] = forms.CharField(
        label=_("Town"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    address = form.situation.customer.addresses.filter(role=AddressRole.CONTRACT, country="DE").first()
    for name in DELIVERY if address is not None else ():
        form.fields[name].initial = getattr(address, name)


def delivery_text(answers: Answers) -> str:
    """`Am Markt 7, 30159 Hannover`."""
    return f"{answers['street']}, {answers['postcode']} {answers['town']}"


def delivery_for_carrier(answers: Mapping[str, Any]) -> dict[str, str]:
    """The characteristics of the address."""
    return {f"delivery{name.capitalize()}": str(answers[name]) for name in DELIVERY}
