"""Lifting a loss block: ordered by the service centre only, never by customers (D3, K2)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, Row, item
from contracts.orders.situation import Situation
from mobile.models import SimCard, SimState
from mobile.rules.sims import unblock_fault
from mobile.sim_states import move_sim
from portal.audit.trail import system

from .cards import CardKind, card_in


class SimUnblock(CardKind):
    """The card works again when the carrier has lifted the block."""

    slug = "sim-unblock"
    title = gettext_lazy("Unblock a SIM card")
    description = gettext_lazy("Only our service centre can unblock a card that was reported lost.")
    form_class = OrderForm
    order = 900

    def fault(self, state: str) -> str:
        return unblock_fault(state)

    def offered(self, situation: Situation) -> bool:
        return False

    def why_not(self, situation: Situation) -> str:
        return str(self.description)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        super().refuse(situation, answers)
        card = card_in(situation, answers)
        for order in situation.open_orders:
            if order.kind == "sim-block" and card.pk in order.answers.get("cards", ()):
                raise OrderRefused(
                    _("The block is not done yet: order %(number)s. Please wait until it is.")
                    % {"number": order.number}
                )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return self.card_rows(situation, answers)

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        card = SimCard.objects.get(pk=order.answers["sim"])
        return (item("modify", product, {"simAction": "unblock", "iccid": card.iccid}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        card = SimCard.objects.get(pk=order.answers["sim"])
        if card.state == SimState.BLOCKED_LOSS:
            move_sim(sim=card, to=SimState.ACTIVE, actor=system("carrier"), now=now, reason=order.number)
