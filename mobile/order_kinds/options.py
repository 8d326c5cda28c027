"""Options of a mobile contract: minutes, SMS, data, and fixed to mobile (C8, D2)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family, Option
from contracts.kinds.option_rules import addable, endable, present_on
from contracts.kinds.option_undo import UndoableOption
from contracts.kinds.options import Choice, OptionForm
from contracts.models import ProductStatus
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer
from contracts.orders.kind import Answers
from contracts.orders.situation import Situation
from contracts.wording import notice_text
from mobile.rules.data_packages import data_package_fault, is_data_only, suits
from mobile.rules.own_network import works
from mobile.wording import beside_line_text
from portal.shell.formats import day_text

from .plans import LINES


class MobileOptionForm(OptionForm):
    """What cannot be had at present stands there with the reason, so that nobody looks for it in vain."""

    def entries(self) -> list[Option]:
        return fitting(self.situation)

    def offer_of(self, entry: Option) -> Offer:
        offer = super().offer_of(entry)
        why_not = obstacle(self.situation, entry)
        if not why_not:
            return offer
        return Offer(
            offer.code,
            offer.name,
            f"{offer.description} {why_not}",
            offer.price,
            group=offer.group,
            mark=_("not possible at present"),
        )


class MobileOption(UndoableOption):
    """One option more or less; one data package at most, and nothing about calls with a data-only card."""

    slug = "mobile-option"
    title = gettext_lazy("Mobile options")
    description = gettext_lazy("Add minutes, SMS or data to your plan, or end an option.")
    families = frozenset({Family.MOBILE})
    form_class = MobileOptionForm
    order = 20

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and bool(fitting(situation) or endable(situation))

    def why_not(self, situation: Situation) -> str:
        if is_data_only(situation.offering):
            return _(
                "This SIM card is for data only, and its plan includes the data: there are no options for it."
            )
        return _("There are no options for this plan.")

    def refuse(self, situation: Situation, answers: Answers) -> None:
        choice = Choice.of(answers)
        if choice.adds:
            _refuse_ending_contract(situation)
            why_not = obstacle(situation, situation.option_sold(choice.code))
            if why_not:
                raise OrderRefused(why_not)
        super().refuse(situation, answers)

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        choice = Choice.of(answers)
        entry = situation.catalogue.options.get(choice.code)
        told = super().notes(situation, answers)
        if entry is None:
            return told
        notice = {"option": entry.name, "notice": notice_text(entry.term.notice_after)}
        if not choice.adds:
            return [*told, _("“%(option)s” is ended with %(notice)s.") % notice]
        meaning = beside_line_text(entry, {family for family in LINES if situation.owns(family)})
        ends = _("You can end “%(option)s” with %(notice)s. It ends with the mobile contract in any case.")
        return [*told, *filter(None, [meaning]), ends % notice]


def fitting(situation: Situation) -> list[Option]:
    """What the plan offers and is of use with its card."""
    plan = situation.offering
    return [option for option in addable(situation) if plan is not None and suits(plan, option)]


def obstacle(situation: Situation, entry: Option) -> str:
    """Why an option of the plan cannot be added now; "" when it can (D2)."""
    plan, options = situation.offering, situation.catalogue.options
    if plan is None:
        return ""
    if not suits(plan, entry):
        return _(
            "This SIM card is for data only: there are no calls and no SMS for which “%(option)s” could be used."
        ) % {"option": entry.name}
    owned = {family for family in LINES if situation.owns(family)}
    if not works(entry, owned):
        return _(
            "“%(option)s” works only together with an internet or fixed line of ours, and you have none."
        ) % {"option": entry.name}
    present = [options[row.code] for row in present_on(situation, situation.today) if row.code in options]
    return data_package_fault(plan, present, entry)


def _refuse_ending_contract(situation: Situation) -> None:
    product = situation.product
    if product.status == ProductStatus.PENDING_TERMINATE:
        raise OrderRefused(
            _("Your mobile contract is terminated to %(day)s: no option can be added any more.")
            % {"day": day_text(product.ends_on or situation.today)}
        )
