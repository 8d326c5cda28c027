"""Mobile plans that can be ordered, and the options that may come with them (D1, D2). Pure."""

from contracts.catalogue.items import Family, Offering, Option
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers
from contracts.orders.situation import GONE, Situation
from mobile.rules.data_packages import suits

LINES = (Family.INTERNET, Family.TELEPHONY)


def plans_for(situation: Situation) -> list[Offering]:
    """What this customer can order today, cheapest first."""
    return situation.catalogue.offerings_of(Family.MOBILE, situation.today, audience=situation.audience)


def plan_in(situation: Situation, answers: Answers) -> Offering:
    """OrderRefused unless it is a mobile plan that is sold today."""
    plan = situation.offering_sold(str(answers.get("offering", "")))
    if plan.family is not Family.MOBILE:
        raise OrderRefused(GONE)
    return plan


def options_of(situation: Situation, plan: Offering) -> list[Option]:
    """What can be booked with a plan, in the catalogue's order; nothing about calls with a data-only card."""
    options = situation.catalogue.options
    return [
        options[code]
        for code in plan.options
        if code in options and options[code].sold_on(situation.today) and suits(plan, options[code])
    ]


def data_options(situation: Situation, plans: list[Offering]) -> list[Option]:
    """The data packages that can be booked with any of the plans."""
    return [option for option in _once(situation, plans) if option.counts_as_data_package]


def beside_line(situation: Situation, plans: list[Offering]) -> Option | None:
    """The option that works only beside a line of ours: fixed to mobile (D2)."""
    found = (option for option in _once(situation, plans) if option.requires_family)
    return next(found, None)


def _once(situation: Situation, plans: list[Offering]) -> list[Option]:
    found = {option.code: option for plan in plans for option in options_of(situation, plan)}
    return list(found.values())
