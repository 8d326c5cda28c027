"""What a refusal says. The sentences about redeeming are read by the service centre, often to a caller."""

from django.utils.translation import gettext_lazy as _

from portal.shell.navigation import Text
from referrals.rules import Refusal

REFUSALS: dict[Refusal, Text] = {
    Refusal.CLOSED: _("This customer number is closed. There are no new codes for it."),
    Refusal.ONLY_NEW: _(
        "This campaign is for new customers only. Please use the one for existing customers."
    ),
    Refusal.ONLY_EXISTING: _(
        "This campaign is for existing customers. Please use the one for new customers."
    ),
    Refusal.MISTYPED: _(
        "This is no referral code: a character is wrong, missing or in the wrong place. Please compare it."
    ),
    Refusal.UNKNOWN: _("Nobody has this code. Please compare it with the contract."),
    Refusal.USED: _("This code was redeemed before. Each code counts for one contract."),
    Refusal.OTHER_KIND: _("This code belongs to the other campaign. Please look at the contract again."),
    Refusal.EXPIRED: _("The contract was concluded after the last day of this code."),
    Refusal.BEFORE_CODE: _("The contract was concluded before this code was made."),
    Refusal.IN_FUTURE: _("The day of the contract lies in the future."),
    Refusal.FAMILY: _("This code does not count for this kind of contract."),
    Refusal.TERM: _("The term of the contract is too short for this code."),
    Refusal.SAME_CUSTOMER: _("The code belongs to this customer. Nobody can recommend themselves."),
    Refusal.SAME_PERSON: _("Name and birthday are those of the referrer. Nobody can recommend themselves."),
    Refusal.SAME_ACCOUNT: _("The bank account is that of the referrer. Nobody can recommend themselves."),
    Refusal.NOT_NEW: _("This customer was with us before the code was made."),
    Refusal.CONTRACT_USED: _("Another code was redeemed with this contract before."),
}
