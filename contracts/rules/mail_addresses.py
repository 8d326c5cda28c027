"""Which e-mail addresses customers may choose (C8). Pure; whether one is taken is another question."""

import re
from collections.abc import Collection
from enum import StrEnum

LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
LONGEST_ADDRESS = 190  # RFC 5321 allows 254; orders name what they change in 200 characters
# A part of the dot-atom of RFC 5322, 3.2.3: what every mail program and every web form takes. "+" is left out: it
# separates what people add to an address themselves.
SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*")

# Names by which strangers expect to reach the operator (RFC 2142), or by which certificates for its domain are given
# out (CA/Browser Forum Baseline Requirements, 3.2.2.4.4). On a domain of their own they are the customer's.
RESERVED = frozenset(
    [
        *("abuse", "noc", "security", "postmaster", "hostmaster", "usenet", "news", "webmaster", "www"),
        *("uucp", "ftp", "info", "marketing", "sales", "support", "admin", "administrator", "root"),
        *("mailer-daemon", "noreply", "no-reply", "service", "kundenservice", "kundencenter", "hotline"),
        *("hilfe", "help", "rechnung", "rechnungen", "billing", "datenschutz", "privacy", "impressum"),
        *("technik", "vertrieb", "kontakt", "office", "mail", "email", "phishing", "spam", "ssladmin"),
    ]
)


class Fault(StrEnum):
    """Why a local part is refused; contracts.kinds.mail_addresses says it in words."""

    TOO_LONG = "too_long"
    SHAPE = "shape"


def local_part_of(typed: str) -> str:
    """As it is stored: without blanks around it, in lower case."""
    return typed.strip().lower()


def fault_of(local_part: str, domain: str) -> Fault | None:
    """What speaks against the name before the @."""
    if len(local_part) > LONGEST_LOCAL_PART or len(f"{local_part}@{domain}") > LONGEST_ADDRESS:
        return Fault.TOO_LONG
    if not SHAPE.fullmatch(local_part):
        return Fault.SHAPE
    return None


def is_reserved(local_part: str, domain: str, *, own_domains: Collection[str]) -> bool:
    """May customers not have this name? Dots, hyphens and underscores make no other name of it."""
    if domain in own_domains:
        return False
    plain = re.sub(r"[._-]", "", local_part)
    return plain in {re.sub(r"[._-]", "", name) for name in RESERVED}
