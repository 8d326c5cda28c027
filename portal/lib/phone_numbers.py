"""Telephone numbers as people in Germany write them. Pure."""

import phonenumbers

REGION = "DE"
FORM = phonenumbers.PhoneNumberFormat


def national(number: str) -> str:
    """`+4915112345678` → `01511 2345678`, `05110078556` → `0511 0078556`; what cannot be read stays as it is.

    Numbers of other countries are written with their country code.
    """
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return number
    is_german = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    return phonenumbers.format_number(parsed, FORM.NATIONAL if is_german else FORM.INTERNATIONAL)
