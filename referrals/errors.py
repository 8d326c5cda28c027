"""What the operations of this room refuse."""

from django.utils.translation import gettext as _

from referrals.rules import Refusal
from referrals.wording import REFUSALS


class ReferralRefused(Exception):
    """A rule says no; its text is the sentence for the reader."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal

    def __str__(self) -> str:
        return str(REFUSALS[self.refusal])


class CreditUnderWay(Exception):
    """The credit of this code is ordered already, and the carrier has not answered yet."""

    def __str__(self) -> str:
        return _("The credit for this code is ordered already. Please wait for the end of that order.")


class NotRedeemed(Exception):
    """There is nothing to reward: the code is open, has expired, or was rewarded before."""

    def __str__(self) -> str:
        return _("Only a redeemed code can be credited, and only once.")
