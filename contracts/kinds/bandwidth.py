"""Another bandwidth of the same line: up at any time, down when the minimum term is over (C8)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family, Offering, Price
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import change_offering, end_options
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from contracts.orders.undoing import Undoable, note_ending, note_product
from portal.shell.formats import day_text, decimal_text


class BandwidthForm(OrderForm):
    """The other bandwidths of this line."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        offers = [Offer.of(other, Price(other.price.monthly)) for other in others_of(situation)]
        self.fields["offering"] = OfferField(label=_("New bandwidth"), offers=offers)


class BandwidthChange(Undoable, OrderKind):
    """Moves within the line of the product; its minimum term goes on unchanged (§ 66 (3) TKG)."""

    slug = "bandwidth"
    title = gettext_lazy("Change bandwidth")
    description = gettext_lazy("Choose a faster or a slower connection. Your minimum term does not change.")
    icon = "wifi"
    families = frozenset({Family.INTERNET})
    form_class = BandwidthForm
    has_contract_summary = True
    order = 10

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(others_of(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        new = situation.offering_sold(answers["offering"])
        old = situation.offering
        if old is None or new.line != old.line or new.code == old.code:
            raise OrderRefused(_("This bandwidth does not belong to your line. Please choose another one."))
        end = situation.product.minimum_term_ends_on
        if new.rank < old.rank and end is not None and end >= self.activation_on(situation, answers):
            raise OrderRefused(
                _("A slower connection is possible after the end of your minimum term on %(day)s.")
                % {"day": day_text(end)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "offering"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        new = situation.offering_sold(answers["offering"])
        return quote_for(
            Price(new.price.monthly),
            activation_on=self.activation_on(situation, answers),
            replaces=situation.product.monthly_price,
            fee=self.fee(situation),
        )

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return situation.offering_sold(answers["offering"])

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        new = situation.catalogue.offerings[answers["offering"]]
        return [
            Row(_("So far"), situation.product.title),
            Row(_("New bandwidth"), str(new.name)),
            Row(_("Download up to"), speed_text(new, "downstream_max_mbit")),
            Row(_("Upload up to"), speed_text(new, "upstream_max_mbit")),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [
            _("With the new bandwidth the option “%(option)s” ends: it needs a faster connection.")
            % {"option": situation.catalogue.options[code].name}
            for code in too_slow_for(situation, situation.offering_sold(answers["offering"]))
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {}, offering=order.answers["offering"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        new = agreed.catalogue.offerings[order.answers["offering"]]
        speed = new.number("downstream_max_mbit")
        options = agreed.catalogue.options
        ending = [code for code in options if options[code].minimum_downstream_mbit > speed]
        note_product(order, product)
        note_ending(order, product, ending, on=agreed.on)
        change_offering(product, new, agreed.quote)
        end_options(product, ending, on=agreed.on)


def others_of(situation: Situation) -> list[Offering]:
    """What the line offers besides the present bandwidth, slowest first; terms of the same length only."""
    old = situation.offering
    if old is None or not old.line:
        return []
    return [
        other
        for other in situation.catalogue.lines[old.line]
        if other.code != old.code
        and other.orderable
        and other.sold_on(situation.today)
        and situation.audience in other.audiences
        and other.term.minimum_months == old.term.minimum_months
    ]


def too_slow_for(situation: Situation, new: Offering) -> list[str]:
    """Options of the product that need more than the new bandwidth."""
    speed = new.number("downstream_max_mbit")
    options = situation.catalogue.options
    return [
        code
        for code in sorted(situation.option_codes)
        if code in options and options[code].minimum_downstream_mbit > speed
    ]


def speed_text(offering: Offering, name: str) -> str:
    """`2,4 Mbit/s`: with the decimals the catalogue states."""
    value = Decimal(str(offering.characteristics.get(name, 0)))
    return _("%(speed)s Mbit/s") % {"speed": decimal_text(value)}
