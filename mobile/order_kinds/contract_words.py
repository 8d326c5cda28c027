"""What the check page says of a new mobile contract: what was chosen, and what to know before (D1, D2, D7)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.catalogue.items import Offering, Option
from contracts.orders.kind import Answers, Row
from contracts.orders.situation import Situation
from contracts.wording import notice_text
from mobile.rules import barriers
from mobile.rules.data_packages import data_packages_of, volume_warning
from mobile.rules.sims import multicard_rules
from mobile.wording import beside_line_text, calls_text, data_text
from portal.lib.phone_numbers import national
from portal.shell.formats import day_text

from .contract_choice import Port, cards_in, options_in
from .contract_form import RUNS
from .delivery import delivery_text
from .plans import LINES, beside_line, plan_in


def summary_of(situation: Situation, answers: Answers, *, first: date) -> list[Row]:
    """`first`: the earliest day, by the lead time."""
    plan, options = plan_in(situation, answers), options_in(situation, answers)
    rows = [
        Row(_("Plan"), str(plan.name)),
        Row(_("Calls and SMS"), calls_text(plan)),
        *_data_rows(plan, options),
        *(Row(_("Option"), str(option.name)) for option in options if not option.counts_as_data_package),
        *_number_rows(situation, Port.of(answers), first),
        Row(_("SIM cards"), str(cards_in(answers))),
        Row(pgettext("SIM card", "Sent to"), delivery_text(answers)),
    ]
    barred = barriers.defaults(plan, situation.catalogue.barriers)
    if barred:
        rows.append(Row(_("Barred from the start"), ", ".join(str(group.name) for group in barred)))
    if answers.get("referral_code"):
        rows.append(Row(_("Referral code"), str(answers["referral_code"])))
    return rows


def notes_for(situation: Situation, answers: Answers, *, first: date) -> list[str]:
    """Costs that could surprise first, then what happens with number and cards."""
    plan, options = plan_in(situation, answers), options_in(situation, answers)
    port, several = Port.of(answers), cards_in(answers) > 1
    return [
        *filter(None, [volume_warning(plan, options)]),
        *(_own_notice(option) for option in options if option.term.notice != plan.term.notice),
        *_beside_line(situation, plan, options),
        *(_barred(str(group.name)) for group in barriers.defaults(plan, situation.catalogue.barriers)),
        *(_port_notes(situation, port, first) if port else ()),
        *([multicard_rules()] if several else ()),
    ]


def _data_rows(plan: Offering, options: list[Option]) -> list[Row]:
    packages = data_packages_of(plan, options)
    if not packages:
        return [Row(_("Mobile internet"), _("charged by volume"))]
    return [Row(_("Mobile internet"), data_text(package)) for package in packages]


def _number_rows(situation: Situation, port: Port | None, first: date) -> list[Row]:
    if port is None:
        return [Row(_("Mobile number"), _("a new one, assigned by us"))]
    day = port.day(first=first, land=situation.land)
    rows = [
        Row(_("Number brought along"), national(port.number)),
        Row(_("Present provider"), port.provider),
        Row(_("Your number comes on"), day_text(day)),
    ]
    if port.has_temporary(first=first, land=situation.land):
        rows.append(Row(_("Until then"), _("a temporary number, assigned by us")))
    return rows


def _port_notes(situation: Situation, port: Port, first: date) -> list[str]:
    notes = [
        _("We ask %(provider)s for your number. Bringing it along is free of charge with us.")
        % {"provider": port.provider}
    ]
    if port.old_contract == RUNS:
        notes.append(_("Your contract there does not end by that: please terminate it yourself."))
    if port.has_temporary(first=first, land=situation.land):
        notes.append(_("When your own number is here, the temporary one goes back to us."))
    elif port.wants_temporary:
        notes.append(_("You need no temporary number: your own is here from the first day on."))
    return notes


def _beside_line(situation: Situation, plan: Offering, options: list[Option]) -> list[str]:
    """What holds of the option that needs a line: booked, or possible later (D2)."""
    beside = beside_line(situation, [plan])
    if beside is None:
        return []
    owned = {family for family in LINES if situation.owns(family)}
    if beside in options:
        return [beside_line_text(beside, owned)]
    if owned:
        return []
    return [
        _("“%(option)s” can be added as soon as you have an internet or fixed line with us.")
        % {"option": beside.name}
    ]


def _own_notice(option: Option) -> str:
    return _(
        "You can end “%(option)s” by itself, with %(notice)s. It ends with the contract in any case."
    ) % {
        "option": option.name,
        "notice": notice_text(option.term.notice),
    }


def _barred(name: str) -> str:
    return _(
        "“%(barrier)s” is set from the start, so that no unexpected costs arise. You can lift it at any time."
    ) % {"barrier": name}
