"""One more SIM card for the same number (C8, D4)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contracts.catalogue.items import FREE, Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import price_text
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import rows_as_json
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from mobile.models import SimCard
from mobile.rules.sims import FEWEST_IN_MULTICARD, free_places, multicard_fault, multicard_rules

from .assigned import add_cards
from .cards import new_card_rows
from .known_addresses import UNKNOWN_ADDRESS, KnownAddressField, addresses_of
from .prices import SLUG, card_price


class MultiCardForm(OrderForm):
    """Where the card goes. The page says how many there are and what the next one costs."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["address"] = KnownAddressField(situation)

    @property
    def count(self) -> int:
        return len(places_of(self.situation.product))

    @property
    def most(self) -> int:
        return most_cards(self.situation)

    @property
    def price(self) -> str:
        return price_text(card_price(self.situation, 1))

    @property
    def rules(self) -> str:
        return multicard_rules()


class MultiCard(OrderKind):
    """The second or third card of a number; the plan says how many are possible, at most three.

    It calls and reads codes with the customer's number, so it is guarded like a replacement (A14).
    """

    slug = SLUG
    title = gettext_lazy("Order a further SIM card (MultiCard)")
    description = gettext_lazy("Use your number with two or three cards, for example in a tablet or a car.")
    icon = "smartphone"
    families = frozenset({Family.MOBILE})
    form_class = MultiCardForm
    template = "mobile/orders/multicard.html"
    fresh_proof = True
    next_template = "mobile/orders/post_next.html"
    order = 40

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and most_cards(situation) >= FEWEST_IN_MULTICARD

    def why_not(self, situation: Situation) -> str:
        return multicard_fault([1], most=most_cards(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        fault = multicard_fault(places_of(situation.product), most=most_cards(situation))
        if fault:
            raise OrderRefused(fault)
        if answers["address"] not in addresses_of(situation):
            raise OrderRefused(str(UNKNOWN_ADDRESS))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "multicard"

    def fee(self, situation: Situation) -> Any:
        return FREE  # the price of the card has it

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        return quote_for(
            card_price(situation, 1),
            activation_on=self.activation_on(situation, answers),
        )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("Product"), situation.product.title),
            Row(_("Cards so far"), str(len(places_of(situation.product)))),
            Row(pgettext("SIM card", "Sent to"), answers["address"]),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [multicard_rules()]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"simCards": 1, "deliveryAddress": order.answers["address"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """The card that the carrier named, at the first free place; without one, its next feed brings it."""
        cards = add_cards(product, order.carrier_assigned, free_places(places_of(product))[:1], now=now)
        product.monthly_price += agreed.quote.monthly
        product.save(update_fields=["monthly_price"])
        order.results = rows_as_json(lambda: new_card_rows(len(cards)))


def places_of(product: Product) -> list[int]:
    """The places of the cards that are in use or can be."""
    return list(SimCard.objects.living().filter(product=product).values_list("position", flat=True))


def most_cards(situation: Situation) -> int:
    """How many cards the plan allows; 1 where its catalogue entry does not say."""
    return (situation.offering.number("sim_cards_max") if situation.offering else 0) or 1
