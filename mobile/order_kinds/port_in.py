"""Bringing a number from another provider to a running contract (D7; section 2.1 of the seed; § 59 TKG)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import in_both
from contracts.orders.situation import Situation
from mobile.models import MobileNumber, NumberKind
from mobile.rules.numbers import NotAMobileNumber, normalised
from mobile.rules.porting import number_gives_way, port_in_fault
from portal.lib.phone_numbers import national
from portal.shell.formats import day_text

from .number_rows import change_number, present_number, refuse_during_another_change, release_of


class PortInForm(OrderForm):
    """Which number, from whom, and until when the contract there runs."""

    number = forms.CharField(
        label=gettext_lazy("Number that you bring along"),
        max_length=30,
        help_text=gettext_lazy("For example 0151 1234 5678."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    provider = forms.CharField(
        label=gettext_lazy("Present provider"),
        max_length=80,
        help_text=gettext_lazy("The name stands on the invoices of that contract."),
    )
    old_contract_ends_on = forms.DateField(
        label=gettext_lazy("Last day of the contract there"),
        required=False,
        help_text=gettext_lazy(
            "Leave this empty if the contract is not terminated: it goes on then, without this number."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    wished_on = forms.DateField(
        label=gettext_lazy("Wished day"),
        required=False,
        help_text=gettext_lazy("Leave this empty for as early as possible."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_number(self) -> str:
        try:
            return normalised(self.cleaned_data["number"])
        except NotAMobileNumber as fault:
            raise ValidationError(str(fault)) from fault


class PortIn(OrderKind):
    """A temporary number goes back when the ported one is here; so does any other that the contract has."""

    slug = "port-in"
    title = gettext_lazy("Bring your number along")
    description = gettext_lazy("Your number from another provider becomes the number of this contract.")
    icon = "phone"
    families = frozenset({Family.MOBILE})
    form_class = PortInForm
    order = 61

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running

    def refuse(self, situation: Situation, answers: Answers) -> None:
        fault = port_in_fault(
            old_contract_ends_on=_day(answers["old_contract_ends_on"]),
            today=situation.today,
            wished_on=_day(answers["wished_on"]),
            ordered_on=situation.product.started_on,
        )
        if fault:
            raise OrderRefused(fault)
        refuse_during_another_change(situation)
        if release := release_of(situation):
            raise OrderRefused(
                _(
                    "Your present number is released for another provider until %(day)s. Please wait until then."
                )
                % {"day": day_text(release.valid_until)}
            )
        if MobileNumber.objects.filter(number=answers["number"], valid_to=None).exists():
            raise OrderRefused(_("This number is with us already. It cannot be brought along once more."))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "number"

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        """As early as possible, or the wished day if that is later."""
        earliest = super().activation_on(situation, answers)
        return max(earliest, _day(answers.get("wished_on")) or earliest)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        present, ends_on = present_number(situation), _day(answers["old_contract_ends_on"])
        rows = [
            Row(_("Number that you bring along"), national(answers["number"])),
            Row(_("Present provider"), answers["provider"]),
            Row(_("Last day of the contract there"), day_text(ends_on) if ends_on else _("not terminated")),
        ]
        if present is not None:
            rows.append(Row(_("Number that ends"), present.national))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        notes = [
            _(
                "Your present provider must have released the number, and that contract must be in your name. "
                "Please ask there for the release if you have not done so."
            )
        ]
        if present_number(situation) is not None:
            notes.append(number_gives_way())
        if not answers["old_contract_ends_on"]:
            notes.append(_("The contract with your present provider goes on. Only you can terminate it."))
        return notes

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        answers = order.answers
        wishes = {
            "numberAction": "portIn",
            "mobileNumber": answers["number"],
            "donor": answers["provider"],
            "donorContractEndsOn": answers["old_contract_ends_on"] or "",
        }
        return (item("modify", product, wishes),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        number = change_number(product, order.answers["number"], NumberKind.PORTED, on=agreed.on)
        order.results = [
            {"label": in_both(lambda: _("Your number")), "value": in_both(lambda: number.national)}
        ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
