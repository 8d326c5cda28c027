"""Deadlines for taking a mobile number along (section 2.1 of the description of services; § 59 TKG; D7). Pure.

Days are those of Berlin. The last day of the old contract is day 0; day 90 is the last one to ask.
"""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.shell.formats import day_text

DEADLINE_DAYS = 90


def last_day_to_port(contract_ended_on: date) -> date:
    """Until when a number can be taken along after its contract's last day."""
    return contract_ended_on + timedelta(days=DEADLINE_DAYS)


def port_in_fault(
    *,
    old_contract_ends_on: date | None,
    today: date,
    wished_on: date | None = None,
    ordered_on: date | None = None,
) -> str:
    """Why a number cannot be brought to us; "" when it can.

    `old_contract_ends_on` is None while the contract with the other provider runs without known end; the number
    may come earlier than its contract ends. `ordered_on` is the day our own contract was ordered: the number
    comes on that day at the earliest.
    """
    if ordered_on is not None and (today < ordered_on or (wished_on is not None and wished_on < ordered_on)):
        return _(
            "Your number can come on %(day)s at the earliest: your contract with us was ordered then."
        ) % {"day": day_text(ordered_on)}
    if wished_on is not None and wished_on < today:
        return _("The day lies in the past. Please choose a later one.")
    return _deadline_fault(
        old_contract_ends_on, wished_on or today, _("Your old contract ended on %(ended)s.")
    )


def port_out_fault(*, contract_ends_on: date | None, today: date) -> str:
    """Why a number of ours cannot go to another provider; "" when it can, also before the contract ends."""
    return _deadline_fault(contract_ends_on, today, _("Your contract ended on %(ended)s."))


def number_is_gone() -> str:
    """What happens to a number that is swapped for another one of ours."""
    return _(
        "The present number goes back to us, and you cannot use it any more. "
        "We assign the new number; you cannot wish for a particular one."
    )


def number_gives_way() -> str:
    """What happens to a number in whose place the customer's own comes from another provider."""
    return _("The present number goes back to us, and you cannot use it any more.")


def _deadline_fault(ended_on: date | None, day: date, what_ended: str) -> str:
    if ended_on is None or day <= last_day_to_port(ended_on):
        return ""
    why = _("A number can be taken along until %(days)d days later, that was %(last)s.")
    values = {
        "ended": day_text(ended_on),
        "days": DEADLINE_DAYS,
        "last": day_text(last_day_to_port(ended_on)),
    }
    return f"{what_ended % values} {why % values}"
