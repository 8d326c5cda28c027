"""What the answers of a new mobile contract say. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from contracts.catalogue.items import Catalogue, Offering, Option
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers
from contracts.orders.situation import GONE, Situation
from mobile.rules.data_packages import data_package_fault
from portal.lib.working_days import add_working_days

from .contract_form import ENDS, NO_DATA
from .plans import beside_line, plan_in


@dataclass(frozen=True)
class Port:
    """A number that is brought along: E.164, from whom, and when its old contract ends, if that is known."""

    number: str
    provider: str
    old_contract: str
    old_ends_on: date | None
    wants_temporary: bool

    @classmethod
    def of(cls, answers: Answers) -> "Port | None":
        """None for contracts with a new number."""
        if not answers.get("number"):
            return None
        day = answers.get("old_ends_on")
        return cls(
            number=str(answers["number"]),
            provider=str(answers["provider"]),
            old_contract=str(answers["old_contract"]),
            old_ends_on=date.fromisoformat(day) if day else None,
            wants_temporary=bool(answers.get("temporary")),
        )

    def day(self, *, first: date, land: str) -> date:
        """From when the number is here: on the first day, or on the working day after the old contract's last one."""
        if self.old_contract != ENDS or self.old_ends_on is None:
            return first
        return max(first, add_working_days(self.old_ends_on, 1, land))

    def has_temporary(self, *, first: date, land: str) -> bool:
        """Of no use when the own number is here from the first day on."""
        return self.wants_temporary and self.day(first=first, land=land) > first


def options_in(situation: Situation, answers: Answers) -> list[Option]:
    """The options that shall come with the plan; OrderRefused for what this plan cannot have."""
    plan = plan_in(situation, answers)
    found = [data] if (data := _data_option(situation, plan, answers)) else []
    if answers.get("beside_line"):
        beside = beside_line(situation, [plan])
        if beside is None:
            raise OrderRefused(
                _("“%(plan)s” has no free calls from our fixed network.") % {"plan": plan.name}
            )
        found.append(beside)
    return found


def _data_option(situation: Situation, plan: Offering, answers: Answers) -> Option | None:
    code = str(answers.get("data_option") or NO_DATA)
    if code == NO_DATA:
        return None
    option = situation.catalogue.options.get(code)
    if option is None or not option.sold_on(situation.today):
        raise OrderRefused(GONE)
    fault = data_package_fault(plan, [], option)
    if fault:
        raise OrderRefused(fault)
    if code not in plan.options:
        raise OrderRefused(
            _("“%(option)s” cannot be booked with “%(plan)s”.") % {"option": option.name, "plan": plan.name}
        )
    return option


def ordered_options(catalogue: Catalogue, answers: Answers) -> list[Option]:
    """The same of an order that was placed under this catalogue."""
    plan, code = catalogue.offerings[answers["offering"]], str(answers.get("data_option") or NO_DATA)
    found = [catalogue.options[code]] if code != NO_DATA else []
    if answers.get("beside_line"):
        options = (catalogue.options[c] for c in plan.options if c in catalogue.options)
        found += [option for option in options if option.requires_family][:1]
    return found


def cards_in(answers: Answers) -> int:
    """How many cards, 1 to 3."""
    return int(answers.get("cards") or 1)
