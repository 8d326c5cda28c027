"""Mobile numbers as people write them, read into the form we keep. Pure."""

import phonenumbers
from django.utils.translation import gettext as _

from portal.lib.phone_numbers import REGION


class NotAMobileNumber(ValueError):
    """The text is meant for customers."""


def normalised(written: str) -> str:
    """A German mobile number as E.164: `0151 1234 5678` → `+4915112345678`. NotAMobileNumber otherwise.

    The federal network agency gives out blocks before phonenumbers learns of them, so a *possible* number with
    a German mobile prefix (015, 016, 017) is enough.
    """
    try:
        number = phonenumbers.parse(written, REGION)
    except phonenumbers.NumberParseException as fault:
        raise NotAMobileNumber(
            _("This is not a telephone number. Please write it as 0151 1234 5678.")
        ) from fault
    digits = str(number.national_number)
    is_german = number.country_code == phonenumbers.country_code_for_region(REGION)
    if not is_german or digits[:2] not in ("15", "16", "17"):
        raise NotAMobileNumber(
            _("This is not a German mobile number. Mobile numbers begin with 015, 016 or 017.")
        )
    if number.extension or not phonenumbers.is_possible_number(number) or not 10 <= len(digits) <= 11:
        raise NotAMobileNumber(_("The number is too short or too long. Please check it."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
