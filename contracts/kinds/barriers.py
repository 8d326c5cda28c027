"""Barring groups of numbers and services, several at once (C8, in the spirit of D6; § 61 TKG)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import BarrierGroup, Family, Price
from contracts.models import OptionRole, Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, price_text
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import add_option, end_options
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from portal.shell.formats import day_text

from .barrier_rules import (
    Change,
    change_to,
    contained_in,
    groups_of,
    holders_of,
    lift_price,
    price_of,
    set_in,
    set_price,
)


class BarrierBoxes(forms.CheckboxSelectMultiple):
    """One box for each group, with what it bars, since when it is set, and what lifting it costs."""

    template_name = "contracts/orders/offers.html"

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__(choices=[(offer.code, offer.name) for offer in offers])
        self.offers = {offer.code: offer for offer in offers}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().create_option(name, value, *args, **kwargs) | {"offer": self.offers[str(value)]}


class BarriersField(forms.MultipleChoiceField):
    """An answer in any case: no tick at all says that nothing shall be barred."""

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class BarriersForm(OrderForm):
    """All groups of the product; a ticked box is a barrier that shall be set."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        offers = [_offer(situation, group) for group in groups_of(situation)]
        self.fields["barriers"] = BarriersField(
            label=_("What shall be barred?"),
            help_text=_("A tick means barred. Remove a tick to lift a barrier."),
            choices=[(offer.code, offer.name) for offer in offers],
            widget=BarrierBoxes(offers),
            initial=sorted(set_in(situation)),
            error_messages={
                "invalid_choice": _("This barrier does not belong to your product. Please choose again.")
            },
        )


class BarrierOrder(OrderKind):
    """Sets and lifts barrier groups of one product.

    The answers name what changes, not only what is wanted: what somebody else bars meanwhile stays as it is.
    """

    title = gettext_lazy("Set or lift barriers")
    icon = "lock"
    form_class = BarriersForm
    order = 30

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(groups_of(situation))

    def answers_of(self, form: OrderForm) -> dict[str, Any]:
        wanted = sorted(form.cleaned_data["barriers"])
        change = change_to(form.situation, wanted)
        return {"barriers": wanted, "sets": list(change.sets), "lifts": list(change.lifts)}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        change = Change.of(answers)
        if change != change_to(situation, answers["barriers"]):
            raise OrderRefused(_("The barriers of your line have changed meanwhile. Please choose again."))
        if change.is_empty:
            raise OrderRefused(
                _("Nothing would change: the barriers are set like this already. Please change a tick.")
            )
        for code in change.lifts:
            for wider in holders_of(situation, code, among=answers["barriers"]):
                raise OrderRefused(
                    _(
                        "“%(group)s” stays barred as long as “%(wider)s” is set. Please lift “%(wider)s” too,"
                        " or leave the tick."
                    )
                    % {"group": situation.catalogue.barriers[code].name, "wider": wider.name}
                )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "barriers"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        return quote_for(
            Price(one_off=price_of(situation.catalogue, Change.of(answers))),
            activation_on=self.activation_on(situation, answers),
            fee=self.fee(situation),
        )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        change = Change.of(answers)
        unchanged = [code for code in answers["barriers"] if code not in change.sets]
        rows = (
            (_("Newly barred"), [_priced(situation, code, set_price) for code in change.sets]),
            (_("Lifted"), [_priced(situation, code, lift_price) for code in change.lifts]),
            (_("Stays barred"), [str(situation.catalogue.barriers[code].name) for code in unchanged]),
        )
        return [
            Row(_("Product"), situation.product.title),
            *(Row(label, ", ".join(names)) for label, names in rows if names),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        change, known = Change.of(answers), situation.catalogue.barriers
        contents = [_contents(situation, known[code]) for code in change.sets]
        allows = [str(known[code].lifting_allows or "") for code in change.lifts]
        return [sentence for sentence in (*contents, *allows) if sentence]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        change = Change.of(order.answers)
        steps = [("add", code) for code in change.sets] + [("delete", code) for code in change.lifts]
        return tuple(
            {**item(action, product, {}, offering=code), "id": str(position)}
            for position, (action, code) in enumerate(steps, start=1)
        )

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        change, known = Change.of(order.answers), agreed.catalogue.barriers
        end_options(product, list(change.lifts), on=agreed.on)
        for code in change.sets:
            add_option(product, known[code], role=OptionRole.BARRIER, on=agreed.on)


class FixedBarriers(BarrierOrder):
    """Barrier groups of a fixed line."""

    slug = "fixed-barriers"
    description = gettext_lazy(
        "Bar groups of numbers. Setting a barrier is free. Emergency calls are always possible."
    )
    families = frozenset({Family.TELEPHONY})


def _offer(situation: Situation, group: BarrierGroup) -> Offer:
    since = next(
        (row.valid_from for row in situation.options if row.code == group.code and row.valid_to is None), None
    )
    price = lift_price(group) if since else set_price(group)
    words = _("lifting: %(price)s") if since else _("setting: %(price)s")
    return Offer(
        code=group.code,
        name=str(group.name),
        description=_description(situation, group, is_set=since is not None),
        price=words % {"price": price_text(Price(one_off=price))},
        mark=_("barred since %(day)s") % {"day": day_text(since)} if since else "",
    )


def _description(situation: Situation, group: BarrierGroup, *, is_set: bool) -> str:
    """What a group bars, and what follows from lifting it, now or later."""
    sentences = [str(group.description)]
    if inner := contained_in(situation.catalogue, group):
        sentences.append(_("Also bars: %(groups)s.") % {"groups": ", ".join(str(one.name) for one in inner)})
    if is_set and group.lifting_allows:
        sentences.append(_("If you lift it: %(consequence)s") % {"consequence": group.lifting_allows})
    elif not is_set and lift_price(group):
        price = price_text(Price(one_off=lift_price(group)))
        sentences.append(_("To lift it later costs %(price)s.") % {"price": price})
    return " ".join(filter(None, sentences))


def _contents(situation: Situation, group: BarrierGroup) -> str:
    names = [str(inner.name) for inner in contained_in(situation.catalogue, group)]
    if not names:
        return ""
    return _("“%(group)s” also bars: %(groups)s.") % {"group": group.name, "groups": ", ".join(names)}


def _priced(situation: Situation, code: str, price: Any) -> str:
    group = situation.catalogue.barriers[code]
    return f"{group.name} ({price_text(Price(one_off=price(group)))})"
