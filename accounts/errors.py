"""What an operation of this room may refuse, in words for the customer."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.rules.password import Fault
from accounts.texts import FAULT_TEXTS


class DoorClosed(Exception):
    """Number and password open nothing; the message is the same whatever was wrong."""

    def __str__(self) -> str:
        return _("Customer number or password is not right. Please check both and try again.")


class PasswordRefused(Exception):
    """A new password breaks the rule (A5)."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = list(faults)

    @property
    def messages(self) -> list[str]:
        return [str(FAULT_TEXTS[fault]) for fault in self.faults]


class StepOver(Exception):
    """The step of the first login that somebody stands at is done or has ended."""

    def __str__(self) -> str:
        return _("This step is no longer open. Please log in again.")


class WrongPassword(Exception):
    """The password that was asked for again is not the login's own."""

    def __str__(self) -> str:
        return _("This is not your present password. Please try again.")


class SameAddress(Exception):
    """The new notification address is the one that counts already."""

    def __str__(self) -> str:
        return _("This is your present address already.")


class NoInvoiceLogin(Exception):
    """There is no invoice password to change anything about."""

    def __str__(self) -> str:
        return _("There is no invoice password (any more). Nothing was changed.")


class NoConfirmedAddress(Exception):
    """There is no confirmed e-mail address to send to."""

    def __str__(self) -> str:
        return _("This customer has not confirmed an e-mail address yet.")
