"""Bank accounts that can be debited: any IBAN of the SEPA area, with bank and BIC where they are known (B2)."""

import hmac
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import InvalidBBANChecksum, InvalidChecksumDigits, InvalidLength, SchwiftyException

LONGEST_BANK_NAME = 200


class IbanRefused(Exception):
    """No account that can be debited; the message tells the customer what is wrong."""


@dataclass(frozen=True)
class BankAccount:
    """`iban` without blanks; `bic` and `bank_name` are empty where the bank's list of that country is not known."""

    iban: str
    bic: str = ""
    bank_name: str = ""


def bank_account(text: str) -> BankAccount:
    """The account of an IBAN as people type it, with blanks and in any case.

    IbanRefused with a sentence when structure or check digits (ISO 13616, mod 97) are wrong, and for countries
    outside SEPA.
    """
    compact = "".join(text.split()).upper()
    try:
        iban = IBAN(compact)
    except InvalidLength:
        raise IbanRefused(
            _("This IBAN is too short or too long. Please compare it with your bank card.")
        ) from None
    except (InvalidChecksumDigits, InvalidBBANChecksum):
        raise IbanRefused(
            _(
                "The check digits do not fit: something was mistyped. Please compare the IBAN with your bank card."
            )
        ) from None
    except SchwiftyException:
        raise IbanRefused(
            _("This is no IBAN. It begins with two letters and two digits, as on your bank card.")
        ) from None
    if not iban.in_sepa_zone:
        raise IbanRefused(
            _(
                "We cannot debit this account: its country does not take part in SEPA. Please choose another one."
            )
        )
    return BankAccount(
        iban=str(iban.compact),
        bic=str(iban.bic) if iban.bic else "",
        bank_name=(iban.bank_name or "")[:LONGEST_BANK_NAME],
    )


def fingerprint(iban: str) -> str:
    """Tells whether two IBANs are the same without showing either: keyed, worthless without our secret key."""
    return salted_hmac("billing.bank_accounts", "".join(iban.split()).upper(), algorithm="sha256").hexdigest()


def is_same_account(iban: str, known_fingerprint: str) -> bool:
    return hmac.compare_digest(fingerprint(iban), known_fingerprint)
