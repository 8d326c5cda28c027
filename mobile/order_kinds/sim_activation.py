"""Switching a SIM card on that has arrived: whoever types the end of its number has it in hand (D3)."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, Row, item
from contracts.orders.situation import Situation
from mobile.models import SimCard, SimState
from mobile.rules.sims import activation_fault
from mobile.sim_states import move_sim
from portal.audit.trail import system

from .cards import CardField, CardKind, card_in

DIGITS = 4
NOT_THIS_CARD = gettext_lazy(
    "This is not the end of the card’s number. It stands on the card itself, as the longest number."
)


class ActivationForm(OrderForm):
    """Which card, and the proof of having it."""

    iccid_end = forms.CharField(
        label=gettext_lazy("Last 4 digits of the card’s number"),
        help_text=gettext_lazy("The long number that is printed on the card."),
        max_length=DIGITS,
        min_length=DIGITS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={
            name: gettext_lazy("Please type the last 4 digits.")
            for name in ("required", "min_length", "max_length")
        },
    )
    field_order = ("sim", "iccid_end")

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["sim"] = CardField(situation, activation_fault)
        self.order_fields(self.field_order)

    def clean_iccid_end(self) -> str:
        typed: str = self.cleaned_data["iccid_end"]
        if not typed.isdecimal():
            raise ValidationError(_("Please type the last 4 digits."))
        return typed


class SimActivation(CardKind):
    """At once where the carrier can: the catalogue's lead time is zero then."""

    slug = "sim-activation"
    title = gettext_lazy("Activate a SIM card")
    description = gettext_lazy("Your new card works as soon as you have activated it.")
    form_class = ActivationForm
    order = 10

    def fault(self, state: str) -> str:
        return activation_fault(state)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        super().refuse(situation, answers)
        if not card_in(situation, answers).iccid.endswith(answers["iccid_end"]):
            raise OrderRefused(str(NOT_THIS_CARD))

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return self.card_rows(situation, answers)

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [_("After the activation it can take some minutes until your phone finds the network.")]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        card = SimCard.objects.get(pk=order.answers["sim"])
        return (item("modify", product, {"simAction": "activate", "iccid": card.iccid}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """A card that was blocked meanwhile stays blocked."""
        card = SimCard.objects.get(pk=order.answers["sim"])
        if card.state == SimState.INACTIVE:
            move_sim(sim=card, to=SimState.ACTIVE, actor=system("carrier"), now=now, reason=order.number)
