"""Adding or ending one option of a product: rules and words that option orders of every family share (C2, C10).

Pure, but for `complete`. A family's kind is a small class below `OptionChange`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from contracts.catalogue.items import FREE, Option, Price
from contracts.models import OptionRole, Order, Product, ProductOption
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField, price_text
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import add_option, end_options
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import GONE, Situation
from portal.shell.formats import day_text

from .option_rules import (
    DAY,
    addable,
    end_of,
    endable,
    minimum_end_of,
    name_of,
    refuse_adding,
    refuse_while_needed,
    replaced_by,
    row_of,
    shares_group,
)

ADD, REMOVE = "add", "remove"


@dataclass(frozen=True)
class Choice:
    """What the form's one field says: `add:fon-europa`, `remove:fon-europa`."""

    action: str
    code: str

    @classmethod
    def of(cls, answers: Answers) -> "Choice":
        """OrderRefused for what is no choice of ours (any more)."""
        action, _colon, code = str(answers.get("change", "")).partition(":")
        if action not in (ADD, REMOVE) or not code:
            raise OrderRefused(GONE)
        return cls(action, code)

    @property
    def adds(self) -> bool:
        return self.action == ADD


class OptionForm(OrderForm):
    """Everything that can be added, then everything that can be ended; one of it (C2: one option per order)."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["change"] = OfferField(
            label=_("Option"),
            offers=[
                *(self.offer_of(entry) for entry in self.entries()),
                *(_end_offer(row) for row in endable(situation)),
            ],
        )

    def entries(self) -> list[Option]:
        """What can be added."""
        return addable(self.situation)

    def offer_of(self, entry: Option) -> Offer:
        """The card of something that can be added."""
        return _add_offer(self.situation, entry)


class OptionChange(OrderKind):
    """One option more or less; a family's kind names slug, title and families."""

    icon = "plus"
    form_class = OptionForm

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(addable(situation) or endable(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        choice = Choice.of(answers)
        on = self.activation_on(situation, answers)
        if choice.adds:
            refuse_adding(situation, situation.option_sold(choice.code), on=on)
        else:
            refuse_while_needed(situation, row_of(situation, choice.code))

    def subject(self, situation: Situation, answers: Answers) -> str:
        """Options of one group wait for each other: the second would end the first."""
        choice = Choice.of(answers)
        entry = situation.catalogue.options.get(choice.code)
        return f"option-group:{entry.group}" if entry and entry.group else f"option:{choice.code}"

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        """Of an end: the first day without the option, after notice and not before the lead time."""
        choice = Choice.of(answers)
        soonest = super().activation_on(situation, answers)
        if choice.adds:
            return soonest
        end = end_of(situation, row_of(situation, choice.code))
        return max(soonest, end.last_day + DAY) if end else soonest

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        choice = Choice.of(answers)
        on = self.activation_on(situation, answers)
        if choice.adds:
            entry = situation.option_sold(choice.code)
            replaced = sum((row.monthly_price for row in replaced_by(situation, entry, on=on)), FREE)
            return quote_for(
                entry.price, activation_on=on, replaces=replaced, fee=self.fee(situation), term=entry.term
            )
        row = row_of(situation, choice.code)
        return quote_for(Price(), activation_on=on, replaces=row.monthly_price, fee=self.fee(situation))

    def name(self, situation: Situation, answers: Answers) -> str:
        choice = Choice.of(answers)
        if choice.adds:
            return _("Add option: %(option)s") % {"option": name_of(situation, choice.code)}
        return _("End option: %(option)s") % {"option": name_of(situation, choice.code)}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        choice = Choice.of(answers)
        product = Row(_("Product"), situation.product.title)
        if choice.adds:
            entry = situation.option_sold(choice.code)
            on = self.activation_on(situation, answers)
            ends = [row.title for row in replaced_by(situation, entry, on=on)]
            replaced = [Row(_("Replaces"), ", ".join(ends))] if ends else []
            return [product, Row(_("New option"), str(entry.name)), *replaced]
        row = row_of(situation, choice.code)
        last_day = self.activation_on(situation, answers) - DAY
        return [
            product,
            Row(_("Option that ends"), row.title),
            Row(_("Last day of the option"), day_text(last_day)),
            Row(_("Price that ends with it"), price_text(Price(row.monthly_price))),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        choice = Choice.of(answers)
        if not choice.adds:
            return _notes_on_end(situation, row_of(situation, choice.code))
        entry = situation.option_sold(choice.code)
        on = self.activation_on(situation, answers)
        return [
            _("“%(new)s” takes the place of “%(old)s”, which ends on %(day)s.")
            % {"new": entry.name, "old": row.title, "day": day_text(on - DAY)}
            for row in replaced_by(situation, entry, on=on)
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        choice = Choice.of(order.answers)
        action = "add" if choice.adds else "delete"
        return (item(action, product, {}, offering=choice.code),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        choice = Choice.of(order.answers)
        if not choice.adds:
            end_options(product, [choice.code], on=agreed.on)
            return
        entry = agreed.catalogue.options[choice.code]
        siblings = agreed.catalogue.options.values()
        others = [other.code for other in siblings if shares_group(other, entry)]
        end_options(product, others, on=agreed.on)
        add_option(product, entry, role=OptionRole.OPTION, on=agreed.on, monthly=agreed.quote.monthly)


def _notes_on_end(situation: Situation, row: ProductOption) -> list[str]:
    """Notice may be given at any time; during a minimum term it takes effect when that is over."""
    minimum_end = minimum_end_of(situation, row)
    if minimum_end is None or minimum_end < situation.today:
        return []
    sentence = _(
        "The minimum term of “%(option)s” runs until %(day)s. The option cannot end before that day."
    )
    return [sentence % {"option": row.title, "day": day_text(minimum_end)}]


def _add_offer(situation: Situation, entry: Option) -> Offer:
    on = situation.today  # only which option is replaced matters here
    ends = ", ".join(row.title for row in replaced_by(situation, entry, on=on))
    replaces = _("Takes the place of “%(old)s”.") % {"old": ends} if ends else ""
    return Offer(
        code=f"{ADD}:{entry.code}",
        name=str(entry.name),
        description=f"{entry.description} {replaces}".strip(),
        price=price_text(entry.price),
        group=_("Add an option"),
    )


def _end_offer(row: ProductOption) -> Offer:
    return Offer(
        code=f"{REMOVE}:{row.code}",
        name=row.title,
        description="",
        price=price_text(Price(row.monthly_price)),
        group=_("End an option"),
        mark=_("since %(day)s") % {"day": day_text(row.valid_from)},
    )
