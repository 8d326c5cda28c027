"""Another SIM card in the place of a lost or broken one; a lost card is blocked with it (D3, A14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.at_once import place_along
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, Row, item
from contracts.orders.placing import rows_as_json
from contracts.orders.situation import Situation, situation_of
from mobile.models import SimCard, SimState
from mobile.rules.sims import block_fault, replacement_fault
from mobile.sim_states import move_sim, replace_sim
from portal.audit.trail import system
from portal.lib.periods import berlin_day

from .assigned import cards_in, state_in
from .cards import CardField, CardKind, card_in, new_card_rows
from .known_addresses import UNKNOWN_ADDRESS, KnownAddressField, addresses_of
from .sim_block import SimBlock

LOST, DEFECTIVE = "lost", "defective"
REASONS = {
    LOST: gettext_lazy("It is lost or stolen"),
    DEFECTIVE: gettext_lazy("It is broken or does not work any more"),
}
CARRIER = system("carrier")


class ReplacementForm(OrderForm):
    """Which card, why, and where the new one goes."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is the matter with the card?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose a reason.")},
    )
    field_order = ("sim", "reason", "address")

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["sim"] = CardField(situation, replacement_fault)
        self.fields["address"] = KnownAddressField(situation)
        self.order_fields(self.field_order)


class SimReplacement(CardKind):
    """The new card has the number and the place of the old one."""

    slug = "sim-replacement"
    title = gettext_lazy("Order a replacement SIM card")
    description = gettext_lazy("If a card is lost or broken, you get a new one with the same number.")
    form_class = ReplacementForm
    fresh_proof = True
    next_template = "mobile/orders/post_next.html"
    order = 20

    def fault(self, state: str) -> str:
        return replacement_fault(state)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        super().refuse(situation, answers)
        if answers["address"] not in addresses_of(situation):
            raise OrderRefused(str(UNKNOWN_ADDRESS))

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            *self.card_rows(situation, answers),
            Row(_("Reason"), str(REASONS[answers["reason"]])),
            Row(_("We send the new card to"), answers["address"]),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        notes = [_("You activate the new card yourself when it has arrived. The old one is of no use then.")]
        if is_to_be_blocked(card_in(situation, answers), answers):
            return [_("The lost card is blocked at once, with an order of its own, free of charge."), *notes]
        return notes

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        """Whoever lost a card must not wait for the new one until the old one is blocked."""
        card = SimCard.objects.get(pk=order.answers["sim"])
        if order.product is None or not is_to_be_blocked(card, order.answers):
            return
        situation = situation_of(order.product, today=berlin_day(now))
        place_along(kind=SimBlock(), situation=situation, answers={"cards": [card.pk]}, main=order, now=now)

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        card = SimCard.objects.get(pk=order.answers["sim"])
        wishes = {"reason": order.answers["reason"], "deliveryAddress": order.answers["address"]}
        action = {"simAction": "replace", "iccid": card.iccid, "simCards": 1}
        return (item("modify", product, action | wishes),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """Stores the card that the carrier named; if it named none, its next feed brings the card.

        IntegrityError when the card is in another contract: the order waits for staff then.
        """
        old = SimCard.objects.select_for_update().get(pk=order.answers["sim"])
        iccid = next(iter(cards_in(order.carrier_assigned)), "")
        known = SimCard.objects.filter(iccid=iccid, product=product).exists()  # a feed was faster
        if iccid and not known and old.state != SimState.REPLACED:
            heir = SimCard(iccid=iccid, state=state_in(order.carrier_assigned))
            replace_sim(sim=old, heir=heir, actor=CARRIER, now=now, reason=order.number)
        else:
            move_sim(sim=old, to=SimState.REPLACED, actor=CARRIER, now=now, reason=order.number)
        order.results = rows_as_json(lambda: new_card_rows(1 if iccid else 0))


def is_to_be_blocked(card: SimCard, answers: Answers) -> bool:
    """Lost, and not blocked yet?"""
    return bool(answers["reason"] == LOST and not block_fault(card.state))
