"""Another plan for the same number and cards (C8, D1, D2, § 66 (3) TKG)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family, Offering, Option, Price
from contracts.catalogue.terms import term_of
from contracts.kinds.offers_by_term import months_text, offers_by_term
from contracts.kinds.option_rules import minimum_end_of
from contracts.kinds.product_change import chosen, consent_name, others_of, running_term, without_term
from contracts.models import OptionRole, Order, Product, ProductOption, ProductStatus
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import change_offering, end_options
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from contracts.orders.undoing import Undoable, note_ending, note_product
from contracts.wording import minimum_term_text
from mobile.models import ServiceSettings
from mobile.rules.data_packages import (
    data_package_fault,
    data_packages_of,
    has_calls,
    is_data_only,
    suits,
    volume_warning,
)
from mobile.wording import calls_text, data_text
from portal.shell.formats import day_text

from .multicard import places_of
from .prices import card_price


class PlanForm(OrderForm):
    """The plans this one can become, and consent to a longer term: never ticked beforehand. What is possible later
    only stands there with its day."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        plans = others_of(situation)
        cards = offers_by_term(plans, lambda plan: Price(plan.price.monthly))
        begins = {plan.code for plan in plans if new_term(situation, plan) or not plan.term.minimum_months}
        same = _("Without a new minimum term")
        on = PlanChange().activation_on(situation, {})
        early = {plan.code: why for plan in plans if (why := too_early(situation, plan, on=on))}
        offers = [
            _marked(card if card.code in begins else replace(card, group=same), early.get(card.code, ""))
            for card in cards
        ]
        self.fields["offering"] = OfferField(label=_("New plan"), offers=offers)
        for months in sorted({new_term(situation, plan) for plan in plans} - {0}, reverse=True):
            self.fields[consent_name(months)] = forms.BooleanField(
                label=_("I agree to the new minimum term of %(months)s") % {"months": months_text(months)},
                help_text=_("Needed for plans with this minimum term only."),
                required=False,
            )


class PlanChange(Undoable, OrderKind):
    """Number and cards stay. The running minimum term goes on; one that is longer than agreed so far begins only
    with express consent. What the new plan cannot have ends, and is named before."""

    slug = "mobile-plan"
    title = gettext_lazy("Change the mobile plan")
    description = gettext_lazy("Choose another plan. Your number and your SIM cards stay.")
    icon = "refresh-cw"
    families = frozenset({Family.MOBILE})
    form_class = PlanForm
    has_contract_summary = True
    order = 10

    def offered(self, situation: Situation) -> bool:
        goes_on = situation.product.status in (ProductStatus.ACTIVE, ProductStatus.SUSPENDED)
        return goes_on and bool(others_of(situation))

    def why_not(self, situation: Situation) -> str:
        if situation.product.status == ProductStatus.PENDING_TERMINATE:
            return _("This contract is terminated. Its plan cannot be changed any more.")
        return _("There is no other plan that this one could become.")

    def refuse(self, situation: Situation, answers: Answers) -> None:
        new = chosen(situation, answers)
        self._refuse_term(situation, new, answers)
        most, count = new.number("sim_cards_max") or 1, len(places_of(situation.product))
        if count > most:
            raise OrderRefused(
                _(
                    "“%(plan)s” has %(most)d SIM card at most, and you have %(count)d. The change is not possible."
                )
                % {"plan": new.name, "most": most, "count": count}
            )
        if is_data_only(new) and ServiceSettings.of(situation.product.pk).forward_always:
            raise OrderRefused(
                _(
                    "All your calls are forwarded to your mailbox, and “%(plan)s” has neither calls nor a mailbox. "
                    "Please switch the forwarding off first."
                )
                % {"plan": new.name}
            )
        self._refuse_bound_options(situation, new, answers)

    def _refuse_term(self, situation: Situation, new: Offering, answers: Answers) -> None:
        """No longer term without the tick, and no cheaper plan during the term that was agreed."""
        months = new_term(situation, new)
        if months and answers.get(consent_name(months)) is not True:
            free = without_term(situation, new)
            raise OrderRefused(
                _(
                    "“%(plan)s” begins a new minimum term of %(months)s. Please tick that you agree to it, or "
                    "choose “%(free)s”."
                )
                % {
                    "plan": new.name,
                    "months": months_text(months),
                    "free": free.name if free else situation.product.title,
                }
            )
        if why := too_early(situation, new, on=self.activation_on(situation, answers)):
            raise OrderRefused(why)

    def _refuse_bound_options(self, situation: Situation, new: Offering, answers: Answers) -> None:
        on = self.activation_on(situation, answers)
        for row in ending_with(situation, new):
            bound_until = minimum_end_of(situation, row)
            if bound_until and bound_until >= on:
                raise OrderRefused(
                    _("Your option “%(option)s” runs until %(day)s and does not go with the new plan.")
                    % {"option": row.title, "day": day_text(bound_until)}
                )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "offering"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        """The new plan with the further cards there are; nothing is installed, so the fee alone is paid once."""
        new = chosen(situation, answers)
        cards = card_price(situation, max(0, len(places_of(situation.product)) - 1))
        begins_term = bool(new_term(situation, new))
        quote = quote_for(
            Price(new.price.monthly + cards.monthly),
            activation_on=self.activation_on(situation, answers),
            replaces=situation.product.monthly_price,
            fee=self.fee(situation),
            term=new.term if begins_term else None,
        )
        return quote if begins_term else quote.under(new.term, running_term(situation, quote.activation_on))

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return chosen(situation, answers)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        new = chosen(situation, answers)
        packages = data_packages_of(new, staying_options(situation, new))
        data = [data_text(package) for package in packages] or [_("charged by volume")]
        rows = [
            Row(_("So far"), situation.product.title),
            Row(_("New plan"), str(new.name)),
            Row(_("Calls and SMS"), calls_text(new)),
            *(Row(_("Mobile internet"), text) for text in data),
        ]
        if months := new_term(situation, new):
            rows.append(Row(_("Minimum term agreed to"), minimum_term_text(months)))
        return rows

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        new = chosen(situation, answers)
        return [
            *filter(None, [volume_warning(new, staying_options(situation, new))]),
            *(_why_it_ends(situation, row, new) for row in ending_with(situation, new)),
            *(
                [
                    _(
                        "With the new plan there are no calls: call forwarding and mailbox end, with all messages."
                    )
                ]
                if has_calls(situation.offering) and not has_calls(new)
                else []
            ),
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {}, offering=order.answers["offering"]),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        new = agreed.catalogue.offerings[order.answers["offering"]]
        rows = ProductOption.objects.filter(product=product).exclude(valid_to__lte=agreed.on)
        ending = [row.code for row in rows if not _stays(row, new, agreed.catalogue.options)]
        note_product(order, product)
        note_ending(order, product, ending, on=agreed.on)
        change_offering(product, new, agreed.quote)
        end_options(product, ending, on=agreed.on)


def new_term(situation: Situation, new: Offering) -> int:
    """Months of the minimum term that this change begins: only one that is longer than the one agreed so far."""
    agreed = term_of(situation.product.term).minimum_months
    return new.term.minimum_months if new.term.minimum_months > agreed else 0


def too_early(situation: Situation, new: Offering, *, on: date) -> str:
    """Why a cheaper plan has to wait, if the minimum term that was agreed still runs on that day; "" otherwise."""
    running = running_term(situation, on)
    is_cheaper = new.price.monthly < situation.product.monthly_price
    if not is_cheaper or new_term(situation, new) or running is None:
        return ""
    return _("A cheaper plan is possible after the end of your minimum term on %(day)s.") % {
        "day": day_text(running)
    }


def _marked(card: Offer, why_not: str) -> Offer:
    if not why_not:
        return card
    return replace(card, description=f"{card.description} {why_not}", mark=_("not possible at present"))


def ending_with(situation: Situation, new: Offering) -> list[ProductOption]:
    """Options and barriers that do not go with the new plan: not offered there, about calls of a data-only card,
    or a second data package."""
    options = situation.catalogue.options
    return [row for row in situation.options if row.valid_to is None and not _stays(row, new, options)]


def staying_options(situation: Situation, new: Offering) -> list[Option]:
    """The options that go on with the new plan."""
    options = situation.catalogue.options
    return [
        options[row.code]
        for row in situation.options
        if row.role == OptionRole.OPTION and row.code in options and _stays(row, new, options)
    ]


def _stays(row: ProductOption, new: Offering, options: Mapping[str, Option]) -> bool:
    if row.role == OptionRole.BARRIER:
        return row.code in new.barriers
    option = options.get(row.code)
    if option is None or row.code not in new.options:
        return False
    return suits(new, option) and not data_package_fault(new, [], option)


def _why_it_ends(situation: Situation, row: ProductOption, new: Offering) -> str:
    option = situation.catalogue.options.get(row.code)
    values = {"option": row.title, "plan": new.name}
    if option is not None and data_package_fault(new, [], option):
        return (
            _("With the new plan your data package “%(option)s” ends: “%(plan)s” includes one already.")
            % values
        )
    if option is not None and not suits(new, option):
        return _("With the new plan “%(option)s” ends: “%(plan)s” is for data only.") % values
    return _("With the new plan “%(option)s” ends: “%(plan)s” does not have it.") % values
