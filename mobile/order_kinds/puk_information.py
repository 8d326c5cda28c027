"""The PUK by letter, for those who do not want to see it on a screen, or whose PUK we do not know (D5)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, Row, item
from contracts.orders.situation import Situation
from mobile.models import SimCard
from mobile.rules.sims import code_rules, puk_fault

from .cards import CardField, CardKind
from .known_addresses import addresses_of


class PukForm(OrderForm):
    """Which card."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["sim"] = CardField(situation, puk_fault)


class PukInformation(CardKind):
    """The carrier writes the letter: no code passes through the order. It goes to the contract's address only."""

    slug = "puk-information"
    title = gettext_lazy("Get the PUK by letter")
    description = gettext_lazy("We send the PUK of your card to the address of your contract.")
    icon = "mail"
    form_class = PukForm
    next_template = "mobile/orders/post_next.html"
    order = 30

    def fault(self, state: str) -> str:
        return puk_fault(state)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        super().refuse(situation, answers)
        if not addresses_of(situation):
            raise OrderRefused(_("We know no address for a letter. Please call our service centre."))

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [*self.card_rows(situation, answers), Row(_("The letter goes to"), addresses_of(situation)[0])]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [code_rules()]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        card = SimCard.objects.get(pk=order.answers["sim"])
        return (item("modify", product, {"simAction": "pukLetter", "iccid": card.iccid}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        SimCard.objects.filter(pk=order.answers["sim"]).update(puk_letter_at=order.completed_at or now)
