"""Options of a product: one is added or ended per order; the catalogue says what goes with what (C8, C10)."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from contracts.catalogue.items import Option, Price
from contracts.models import OptionRole, Order, Product, ProductOption, ProductStatus
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, Words, item
from contracts.orders.products import add_option, end_options
from contracts.orders.quotes import Quote, end_of_minimum_term, last_month_part, quote_for
from contracts.orders.situation import GONE, Situation
from contracts.orders.undoing import Undoable, note_added, note_ending
from contracts.rules.ends import next_end
from portal.shell.formats import day_text, money_text

ADD, END = "add", "end"
DAY = timedelta(days=1)


class OptionForm(OrderForm):
    """What can be added, and what can be ended, as cards."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        self.fields["change"] = OfferField(label=_("Your option"), offers=offers_in(situation))


class OptionKind(Undoable, OrderKind):
    """Base of the kinds that add and end options; each has a slug, a family and refusals of its own.

    Answers: `{"change": "add:router-plus"}` or `{"change": "end:router-plus"}`.
    """

    form_class = OptionForm
    icon = "plus"
    order = 20
    ended_sentence: ClassVar[Words]  # why nothing can be added to a product that ends

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(addable(situation) or endable(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        action, code = parted(answers)
        if action == END:
            self.refuse_end(situation, code)
        else:
            self.refuse_add(situation, situation.option_sold(code))

    def refuse_end(self, situation: Situation, code: str) -> None:
        row = row_of(situation, code)
        options = situation.catalogue.options
        for other in sorted(situation.option_codes):
            if other in options and code in options[other].requires:
                raise OrderRefused(
                    _("The option “%(other)s” needs this one. Please end “%(other)s” first.")
                    % {"other": options[other].name}
                )
        if row.valid_to is not None:
            raise OrderRefused(
                _("This option ends already, on %(day)s.") % {"day": day_text(row.valid_to - DAY)}
            )

    def refuse_add(self, situation: Situation, option: Option) -> None:
        if situation.product.status == ProductStatus.PENDING_TERMINATE:
            raise OrderRefused(str(self.ended_sentence))
        if option.code in situation.option_codes:
            raise OrderRefused(_("You have this option already."))
        self._refuse_company(situation, option)
        if option.requires_family and not situation.owns(*option.requires_family):
            raise OrderRefused(
                _("This option works only together with another product of ours, which you do not have.")
            )
        replaced = replaced_by(situation, option)
        bound_until = replaced and bound(situation, replaced)
        if replaced and bound_until and bound_until >= self.starts_on(situation):
            raise OrderRefused(
                _("“%(old)s” has a minimum term until %(day)s and cannot be replaced before.")
                % {"old": replaced.title, "day": day_text(bound_until)}
            )

    def _refuse_company(self, situation: Situation, option: Option) -> None:
        """What must be there, and what must not."""
        names = situation.catalogue.options
        for code in option.requires:
            if code not in situation.option_codes:
                raise OrderRefused(
                    _("This option needs “%(other)s”. Please order “%(other)s” first.")
                    % {"other": names[code].name}
                )
        for code in sorted(situation.option_codes):
            if code in option.excludes or (code in names and option.code in names[code].excludes):
                raise OrderRefused(
                    _("This option does not go together with “%(other)s”. Please end “%(other)s” first.")
                    % {"other": names[code].name}
                )

    def subject(self, situation: Situation, answers: Answers) -> str:
        """Options that replace each other are one thing: one open order among them."""
        code = parted(answers)[1]
        option = situation.catalogue.options.get(code)
        return f"option:{option.group or code}" if option else f"option:{code}"

    def starts_on(self, situation: Situation) -> date:
        return super().activation_on(situation, {})

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        """An option ends when its notice is over, but not before we can work on it."""
        action, code = parted(answers)
        earliest = self.starts_on(situation)
        if action == ADD:
            return earliest
        return max(earliest, option_end(situation, row_of(situation, code)) + DAY)

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        action, code = parted(answers)
        on = self.activation_on(situation, answers)
        if action == END:
            monthly = row_of(situation, code).monthly_price
            return Quote(on, replaces=monthly, last_month=last_month_part(monthly, on), ends_on=on - DAY)
        option = situation.option_sold(code)
        replaced = replaced_by(situation, option)
        return quote_for(
            option.price,
            activation_on=on,
            replaces=replaced.monthly_price if replaced else Price().monthly,
            fee=self.fee(situation),
            term=option.term,
        )

    def name(self, situation: Situation, answers: Answers) -> str:
        action, code = parted(answers)
        if action == ADD:
            return _("Add option: %(option)s") % {"option": situation.catalogue.options[code].name}
        return _("End option: %(option)s") % {"option": row_of(situation, code).title}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        action, code = parted(answers)
        product = Row(_("Product"), situation.product.title)
        if action == ADD:
            return [product, Row(_("New option"), str(situation.catalogue.options[code].name))]
        return [product, Row(_("Option that ends"), row_of(situation, code).title)]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        action, code = parted(answers)
        if action == END:
            saved = row_of(situation, code).monthly_price
            if not saved:
                return []
            return [_("Afterwards you pay %(amount)s less each month.") % {"amount": money_text(saved)}]
        replaced = replaced_by(situation, situation.option_sold(code))
        if replaced is None:
            return []
        return [_("The new option replaces “%(old)s”, which ends.") % {"old": replaced.title}]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        action, code = parted(order.answers)
        return (item("add" if action == ADD else "delete", product, {}, offering=code),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        action, code = parted(order.answers)
        if action == END:
            end_options(product, [code], on=agreed.on)
            return
        option = agreed.catalogue.options[code]
        group = [
            other.code
            for other in agreed.catalogue.options.values()
            if option.group and other.group == option.group and other.code != code
        ]
        note_ending(order, product, group, on=agreed.on)
        note_added(order, code)
        end_options(product, group, on=agreed.on)
        add_option(product, option, role=OptionRole.OPTION, on=agreed.on, monthly=agreed.quote.monthly)


def offers_in(situation: Situation) -> list[Offer]:
    """The cards of the form: first what can be added, then what can be ended."""
    adding = [
        Offer(f"{ADD}:{offer.code}", offer.name, offer.description, offer.price)
        for offer in (Offer.of(option, option.price) for option in addable(situation))
    ]
    ending = [
        Offer(
            f"{END}:{row.code}",
            _("End “%(option)s”") % {"option": row.title},
            "",
            _("last day %(day)s") % {"day": day_text(option_end(situation, row))},
        )
        for row in endable(situation)
    ]
    return adding + ending


def addable(situation: Situation) -> list[Option]:
    """What the catalogue offers with this product and is not there yet."""
    if situation.offering is None:
        return []
    options = (situation.catalogue.options.get(code) for code in situation.offering.options)
    return [
        option
        for option in options
        if option and option.sold_on(situation.today) and option.code not in situation.option_codes
    ]


def endable(situation: Situation) -> list[ProductOption]:
    """Options of the product that have no end yet."""
    return [row for row in situation.options if row.role == OptionRole.OPTION and row.valid_to is None]


def parted(answers: Answers) -> tuple[str, str]:
    """Action and code of `add:router-plus`; OrderRefused for anything else."""
    action, _colon, code = str(answers.get("change", "")).partition(":")
    if action not in (ADD, END) or not code:
        raise OrderRefused(GONE)
    return action, code


def row_of(situation: Situation, code: str) -> ProductOption:
    """The option as the product has it; OrderRefused when it has not."""
    for row in situation.options:
        if row.code == code and row.role == OptionRole.OPTION:
            return row
    raise OrderRefused(_("You do not have this option (any more). Please choose again."))


def replaced_by(situation: Situation, option: Option) -> ProductOption | None:
    """At most one option of a group: the one that a new one takes the place of."""
    if not option.group:
        return None
    for row in situation.options:
        known = situation.catalogue.options.get(row.code)
        if row.role == OptionRole.OPTION and known and known.group == option.group:
            return row
    return None


def bound(situation: Situation, row: ProductOption) -> date | None:
    """The last day of the minimum term of an option; None without one."""
    option = situation.catalogue.options.get(row.code)
    return end_of_minimum_term(row.valid_from, option.term.minimum_months) if option else None


def option_end(situation: Situation, row: ProductOption) -> date:
    """The last day of an option when notice is given today; at once for what the catalogue does not know."""
    option = situation.catalogue.options.get(row.code)
    if option is None:
        return situation.today
    return next_end(
        option.term,
        started_on=row.valid_from,
        minimum_term_ends_on=bound(situation, row),
        today=situation.today,
    ).last_day
