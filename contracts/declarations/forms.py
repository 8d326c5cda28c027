"""The forms of /kuendigen/ and /widerrufen/: the fields the law names, and nothing that stops anybody (C11)."""

import re
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import Declaration, DeclarationKind, TerminationType
from contracts.models.declarations import LONGEST_LINE, LONGEST_TEXT

from .queries import ContractChoice

LONGEST_CONTRACT = 500
OTHER = "other"  # a contract that is not in the list
# Control characters, and those that turn the direction of writing: nobody types them, they only hide what is said.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class LineField(forms.CharField):
    """One line of text: line breaks and other unseen signs become blanks, so that it can stand in a header."""

    def to_python(self, value: Any) -> str:
        return " ".join(UNSEEN.sub(" ", super().to_python(value) or "").split())


class ParagraphField(forms.CharField):
    """Text of several lines with plain line ends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return UNSEEN.sub("", text)


class DeclarationForm(forms.Form):
    """What both declarations ask for. `choices` are the contracts of a logged-in customer.

    No password, no puzzle, no trap for machines: whatever could stop a person has no place here (§ 312k BGB).
    """

    kind: DeclarationKind

    name = LineField(
        label=_("Your name"),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    customer_number = LineField(
        label=_("Customer number"),
        help_text=_("It stands on every invoice. Without it we search by your name."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    choice = forms.ChoiceField(label=_("Which contract?"))
    contract = LineField(
        label=_("Which contract?"), max_length=LONGEST_CONTRACT, widget=forms.TextInput(), required=False
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The receipt goes to this address at once."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    remark = ParagraphField(
        label=pgettext_lazy("declaration", "Remark"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, choices: Sequence[ContractChoice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {choice.value: choice for choice in choices}
        self.initial.setdefault("token", str(uuid4()))
        contract = self.fields["contract"]
        if choices:
            chosen = cast(forms.ChoiceField, self.fields["choice"])
            offered = [(choice.value, choice.label) for choice in choices]
            chosen.choices = [("", _("Please choose")), *offered, (OTHER, _("Another contract, named below"))]
            contract.label = _("Another contract, in your own words")
        else:
            del self.fields["choice"]
            contract.required = True
            contract.help_text = _("For example the telephone number, the product or the order number.")

    def clean_token(self) -> str:
        """A token that is missing or was tampered with stops nobody: the form just counts as a new one."""
        try:
            return str(UUID(self.cleaned_data["token"]))
        except ValueError:
            return str(uuid4())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("choice") == OTHER and not values.get("contract") and "contract" not in self.errors:
            self.add_error("contract", _("Please name the contract here, or choose one above."))
        return values

    def declaration(self) -> Declaration:
        """What was declared, not saved yet. The form is valid."""
        values = self.cleaned_data
        chosen = self.choices.get(values.get("choice", ""))
        texts = [chosen.text if chosen else "", values["contract"]]
        return Declaration(
            kind=self.kind,
            name=values["name"],
            customer_number=values["customer_number"],
            contract="\n".join(filter(None, texts)),
            product_id=chosen.product_id if chosen else None,
            order_id=chosen.order_id if chosen else None,
            email=values["email"],
            remark=values["remark"],
            termination_type=values.get("termination_type", ""),
            reason=values.get("reason", ""),
            ends_wanted_on=values.get("ends_wanted_on"),
        )


class TerminationForm(DeclarationForm):
    """§ 312k (2) no. 1 BGB: type and reason, person, contract, end, and where the receipt goes."""

    kind = DeclarationKind.TERMINATION
    field_order = (
        "termination_type", "reason", "name", "customer_number", "choice", "contract", "ends_wanted_on",
        "email", "remark",
    )  # fmt: skip

    termination_type = forms.ChoiceField(
        label=_("Type of termination"),
        choices=TerminationType.choices,
        initial=TerminationType.ORDINARY,
        widget=forms.RadioSelect,
    )
    reason = ParagraphField(
        label=_("Reason"),
        help_text=_("Only an extraordinary termination needs one."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ends_wanted_on = forms.DateField(
        label=_("The contract shall end on"),
        help_text=_("Leave it empty to end the contract as soon as possible."),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        is_extraordinary = values.get("termination_type") == TerminationType.EXTRAORDINARY
        if is_extraordinary and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("An extraordinary termination needs a reason."))
        return values


class WithdrawalForm(DeclarationForm):
    """§ 356a (2) BGB: name, contract, and where the receipt goes; a reason is never asked for."""

    kind = DeclarationKind.WITHDRAWAL
    field_order = ("name", "customer_number", "choice", "contract", "email", "remark")


class AnswerForm(forms.Form):
    """What staff tell the person when they decide."""

    answer = ParagraphField(
        label=_("Answer to the person"),
        help_text=_(
            "It is mailed to the address that was typed into the form. Nobody has verified that address: write"
            " nothing that only the customer may know."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    note = ParagraphField(
        label=_("Note for the house"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
