"""The figures of the network's services (sections 3 and 4 of the description of services), and what they ask for."""

from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

NO_ANSWER_SECONDS = (5, 10, 15, 20, 25, 30)  # what GSM networks can be told
USUAL_NO_ANSWER_SECONDS = 20

SMS_CHARACTERS = 160
SMS_DELIVERY_DAYS = 2
SMS_TO_LANDLINE_RESTS = (time(23, 0), time(7, 30))  # nobody is read a message aloud at night
CONFERENCE_MEMBERS = 5

SUPPRESS_ONCE = "#31#"
SHOW_ONCE = "*31#"

MAILBOX_PIN_DIGITS = (4, 10)
COUNTED = ("01234567890", "09876543210")  # up and down


@dataclass(frozen=True)
class MailboxFigures:
    """What fits into the mailbox, and how long it stays."""

    messages: int = 50
    minutes_per_message: int = 3
    greeting_minutes: int = 2
    days_new: int = 17
    days_heard: int = 5
    days_saved: int = 17
    faxes: int = 25
    pages_per_fax: int = 30
    fax_days_new: int = 17
    fax_days_fetched: int = 5


MAILBOX = MailboxFigures()


def mailbox_pin_fault(pin: str, *, number: str = "") -> str:
    """Why this cannot be a mailbox PIN; "" when it can. `number` is the mailbox's own, in any spelling."""
    least, most = MAILBOX_PIN_DIGITS
    if not (pin.isascii() and pin.isdigit() and least <= len(pin) <= most):
        return _("The PIN has %(least)d to %(most)d digits and nothing else.") % {
            "least": least,
            "most": most,
        }
    if _repeats(pin):
        return _("Please do not repeat the same digits: that is guessed first.")
    if any(pin in row for row in COUNTED):
        return _("Please do not use digits in a row such as 1234: that is guessed first.")
    if pin in "".join(filter(str.isdigit, number)):
        return _("The PIN must not be a part of your mobile number: that is guessed first.")
    return ""


def _repeats(pin: str) -> bool:
    """One or two digits over and over: 0000, 1212."""
    return any(pin == (pin[:size] * len(pin))[: len(pin)] for size in (1, 2))


def forwarding_fault(*, mailbox_on: bool, forwards: bool) -> str:
    """Why calls cannot be forwarded like this; "" when they can. Calls are forwarded to the mailbox only."""
    if forwards and not mailbox_on:
        return _("Your mailbox is switched off. Please switch it on first: calls are forwarded to it.")
    return ""


def missed_call_sms_meaning(*, is_on: bool) -> str:
    """When the SMS comes."""
    if not is_on:
        return _("You get no SMS about calls that did not reach you.")
    return _(
        "When your phone was off or out of reach, a free SMS tells you who called, as soon as it is back. "
        "There is none for callers who hide their number, or who leave a message."
    )
