"""What people may see of numbers and addresses that must not be shown whole."""

import ipaddress

HIDDEN_DIGITS = 3  # § 11 (1) TDDDG: numbers shortened by their last three digits
SHORTEST_IBAN = 15
ELLIPSIS = "…"


def shorten_number(number: str, hidden: int = HIDDEN_DIGITS) -> str:
    """Replace the last three digits of a telephone number by X; signs and blanks stay.

    `05137123456` becomes `05137123XXX`, `110` becomes `XXX`, `+49 511 1` becomes `+49 5XX X`. An already
    shortened number stays as it is. Of an address (`user@host`) the part before the @ is shortened. Words
    that hold no digit ("Internet", "anonym") name no line and stay.
    """
    user, at, host = number.partition("@")
    if not at and not any(character.isdigit() for character in number):
        return number
    characters = list(user)
    places = [index for index, character in enumerate(characters) if character.isalnum()]
    for index in places[-hidden:] if hidden else []:
        characters[index] = "X"
    return "".join(characters) + at + host


def mask_iban(iban: str) -> str:
    """The first and the last four characters (`DE89 … 3000`); of anything too short for an IBAN nothing."""
    compact = "".join(iban.split()).upper()
    if not compact:
        return ""
    if len(compact) < SHORTEST_IBAN:
        return ELLIPSIS
    return f"{compact[:4]} {ELLIPSIS} {compact[-4:]}"


def mask_email(address: str) -> str:
    """The first letter and the domain (`a***@example.org`); what is no address gives only stars."""
    user, at, domain = address.strip().rpartition("@")
    if not (at and user and domain):
        return "***" if address.strip() else ""
    return f"{user[0] if len(user) > 1 else ''}***@{domain}"


def shorten_ip(address: str) -> str:
    """The network an address belongs to: IPv4 without its last byte (/24), IPv6 its first 48 bits.

    An IPv4 address wrapped in IPv6 is treated as IPv4. Anything that is no address gives an empty text.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    bits = 24 if parsed.version == 4 else 48
    return str(
        ipaddress.ip_network((int(parsed) if parsed.version == 4 else parsed.packed, bits), strict=False)[0]
    )
