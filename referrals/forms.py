"""What the service centre types when a new contract names a code."""

from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from referrals.campaigns import Kind, contract_choices
from referrals.errors import ReferralRefused
from referrals.rules import Refusal


class RedeemForm(forms.Form):
    """A code and the contract that names it. The rules are the operation's."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy(
            "As it stands in the contract. Small letters, blanks and hyphens do not matter."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Campaign that the contract names"),
        choices=[("", gettext_lazy("none is named")), *Kind.choices],
        required=False,
    )
    customer_number = forms.CharField(
        label=gettext_lazy("Customer number of the new customer"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    contract_reference = forms.CharField(
        label=gettext_lazy("Contract number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    family = forms.ChoiceField(
        label=gettext_lazy("Kind of contract"),
        choices=lambda: [("", gettext_lazy("Please choose")), *contract_choices()],
    )
    contracted_on = forms.DateField(
        label=gettext_lazy("Day of the contract"),
        help_text=gettext_lazy("The day on which it was concluded; it decides whether the code was valid."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    term_months = forms.IntegerField(
        label=gettext_lazy("Minimum term in months"), min_value=0, max_value=24, initial=24
    )

    def clean_customer_number(self) -> Customer:
        """The customer it belongs to."""
        number = "".join(self.cleaned_data["customer_number"].split())
        customer = Customer.objects.filter(number=number).first()
        if customer is None:
            raise forms.ValidationError(_("There is no customer with this number."))
        return customer

    @property
    def new_customer(self) -> Customer:
        return cast(Customer, self.cleaned_data["customer_number"])

    def add_refusal(self, refused: ReferralRefused) -> None:
        """The sentence, beside the field it is about."""
        self.add_error(FIELDS.get(refused.refusal, "code"), str(refused))


FIELDS = {
    Refusal.OTHER_KIND: "kind",
    Refusal.SAME_CUSTOMER: "customer_number",
    Refusal.SAME_PERSON: "customer_number",
    Refusal.SAME_ACCOUNT: "customer_number",
    Refusal.NOT_NEW: "customer_number",
    Refusal.CONTRACT_USED: "contract_reference",
    Refusal.FAMILY: "family",
    Refusal.EXPIRED: "contracted_on",
    Refusal.BEFORE_CODE: "contracted_on",
    Refusal.IN_FUTURE: "contracted_on",
    Refusal.TERM: "term_months",
}
