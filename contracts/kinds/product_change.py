"""Another product in place of the present one: fibre instead of DSL, a flat rate, another TV package (C8)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import FREE, Family, Offering, Price
from contracts.models import OptionRole, Order, Product, ProductOption, ProductStatus
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import change_offering, end_options
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import GONE, Situation
from contracts.orders.undoing import Undoable, note_ending, note_product
from contracts.wording import minimum_term_text
from portal.shell.formats import day_text

from .numbers import numbers_of, price_of_all
from .offers_by_term import months_text, offers_by_term
from .option_rules import minimum_end_of


class ProductChangeForm(OrderForm):
    """The products that this one can become, and consent to a new minimum term: never ticked beforehand."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        offerings, numbers = others_of(situation), kept_numbers(situation)
        self.fields["offering"] = OfferField(
            label=_("New product"), offers=offers_by_term(offerings, lambda o: _price(o, situation, numbers))
        )
        for months in sorted({o.term.minimum_months for o in offerings} - {0}, reverse=True):
            self.fields[consent_name(months)] = forms.BooleanField(
                label=_("I agree to the new minimum term of %(months)s") % {"months": months_text(months)},
                help_text=_("Needed for products with a minimum term only."),
                required=False,
            )


class ProductChange(Undoable, OrderKind):
    """The product becomes another one. A new minimum term begins only with express consent (§ 66 (3) TKG);
    without a new one the running term goes on."""

    slug = "product-change"
    title = gettext_lazy("Change product")
    description = gettext_lazy(
        "Choose another product. Your customer number stays, and so do your telephone numbers if the product has any."
    )
    icon = "refresh-cw"
    families = frozenset({Family.INTERNET, Family.TELEPHONY, Family.TV})
    form_class = ProductChangeForm
    has_contract_summary = True
    order = 15

    def offered(self, situation: Situation) -> bool:
        goes_on = situation.product.status in (ProductStatus.ACTIVE, ProductStatus.SUSPENDED)
        return goes_on and bool(others_of(situation))

    def why_not(self, situation: Situation) -> str:
        if situation.product.status == ProductStatus.PENDING_TERMINATE:
            return _("This product is terminated and cannot be changed any more.")
        return _("There is no other product that this one could become.")

    def refuse(self, situation: Situation, answers: Answers) -> None:
        new = chosen(situation, answers)
        self._refuse_term(situation, new, answers)
        on = self.activation_on(situation, answers)
        running = running_term(situation, on)
        is_cheaper = new.price.monthly < situation.product.monthly_price
        if is_cheaper and not new.term.minimum_months and running is not None:
            raise OrderRefused(
                _("A cheaper product is possible after the end of your minimum term on %(day)s.")
                % {"day": day_text(running)}
            )
        numbers, most = kept_numbers(situation), new.number("numbers_max")
        if numbers > most > 0:
            raise OrderRefused(
                _("You have %(numbers)d telephone numbers; with the new product %(most)d are possible.")
                % {"numbers": numbers, "most": most}
            )
        for row in ending_with(situation, new):
            bound_until = minimum_end_of(situation, row)
            if bound_until and bound_until >= on:
                raise OrderRefused(
                    _(
                        "The new product does not have your option “%(option)s”, which has a minimum term "
                        "until %(day)s. The change is possible afterwards."
                    )
                    % {"option": row.title, "day": day_text(bound_until)}
                )

    def _refuse_term(self, situation: Situation, new: Offering, answers: Answers) -> None:
        """Without the tick no minimum term begins; the way to a product without one is shown."""
        months = new.term.minimum_months
        if not months or answers.get(consent_name(months)) is True:
            return
        words = {"product": new.name, "months": months_text(months)}
        free = without_term(situation, new)
        if free is None:
            raise OrderRefused(
                _(
                    "“%(product)s” begins a new minimum term of %(months)s. Please tick that you agree to it, "
                    "or stay with your present product."
                )
                % words
            )
        raise OrderRefused(
            _(
                "“%(product)s” begins a new minimum term of %(months)s. Please tick that you agree to it, "
                "or choose “%(free)s”, which has none."
            )
            % {**words, "free": free.name}
        )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "offering"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        new = chosen(situation, answers)
        quote = quote_for(
            _price(new, situation, kept_numbers(situation)),
            activation_on=self.activation_on(situation, answers),
            replaces=situation.product.monthly_price,
            fee=self.fee(situation),
            term=new.term,
        )
        return (
            quote
            if new.term.minimum_months
            else quote.under(new.term, running_term(situation, quote.activation_on))
        )

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return chosen(situation, answers)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        new = chosen(situation, answers)
        rows = [Row(_("So far"), situation.product.title), Row(_("New product"), str(new.name))]
        if new.term.minimum_months:
            rows.append(Row(_("Minimum term agreed to"), minimum_term_text(new.term.minimum_months)))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        new = chosen(situation, answers)
        ending = [
            _("With the new product “%(option)s” ends: it is not available there.") % {"option": row.title}
            for row in ending_with(situation, new)
        ]
        if new.family is Family.INTERNET and situation.offering and new.line != situation.offering.line:
            ending.append(_("A technician comes to your home. We agree on a time with you beforehand."))
        return ending

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {}, offering=order.answers["offering"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        new = agreed.catalogue.offerings[order.answers["offering"]]
        rows = ProductOption.objects.filter(product=product).exclude(valid_to__lte=agreed.on)
        options = agreed.catalogue.options
        ending = [row.code for row in rows if not _stays(row, new, options)]
        note_product(order, product)
        note_ending(order, product, ending, on=agreed.on)
        change_offering(product, new, agreed.quote)
        end_options(product, ending, on=agreed.on)


def consent_name(months: int) -> str:
    """The field that agrees to a minimum term of so many months."""
    return f"consent_{months}"


def others_of(situation: Situation) -> list[Offering]:
    """What this product can become today, cheapest first."""
    if situation.offering is None:
        return []
    known = (situation.catalogue.offerings.get(code) for code in situation.offering.changes_to)
    found = [
        other
        for other in known
        if other
        and other.orderable
        and other.sold_on(situation.today)
        and situation.audience in other.audiences
    ]
    return sorted(found, key=lambda other: (other.price.monthly, other.code))


def chosen(situation: Situation, answers: Answers) -> Offering:
    """OrderRefused unless the product can become this one today."""
    new = situation.offering_sold(str(answers.get("offering", "")))
    if new not in others_of(situation):
        raise OrderRefused(GONE)
    return new


def without_term(situation: Situation, new: Offering) -> Offering | None:
    """The same product without a minimum term, or else the cheapest one without."""
    free = [other for other in others_of(situation) if not other.term.minimum_months]
    same = [other for other in free if other.line == new.line and other.rank == new.rank]
    return next(iter(same or free), None)


def ending_with(situation: Situation, new: Offering) -> list[ProductOption]:
    """Options and barriers that the new product does not have."""
    options = situation.catalogue.options
    return [row for row in situation.options if row.valid_to is None and not _stays(row, new, options)]


def _stays(row: ProductOption, new: Offering, options: Any) -> bool:
    if row.role == OptionRole.BARRIER:
        return row.code in new.barriers
    option = options.get(row.code)
    speed = new.number("downstream_max_mbit")
    return row.code in new.options and not (option and option.minimum_downstream_mbit > speed)


def running_term(situation: Situation, on: date) -> date | None:
    """The last day of a minimum term that is not over on that day."""
    end = situation.product.minimum_term_ends_on
    return end if end is not None and end >= on else None


def kept_numbers(situation: Situation) -> int:
    """How many telephone numbers move to the new product."""
    if situation.product.family != Family.TELEPHONY:
        return 0
    return len(numbers_of(situation.product, situation.today))


def _price(offering: Offering, situation: Situation, numbers: int) -> Price:
    """A new line has to be installed, which costs its one-off price; other changes cost the fee alone.

    Telephone numbers are kept: those that the new product does not include cost what it asks for them.
    """
    is_new_line = situation.offering is not None and offering.line != situation.offering.line
    monthly = offering.price.monthly + price_of_all(offering, numbers)
    return Price(monthly, offering.price.one_off if is_new_line else FREE)
