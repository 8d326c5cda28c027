"""The facts of products that the portal knows by name (TMF620 characteristics); others are refused as mistyped.

A room that shows or evaluates another fact adds its name here and a line to docs/formats/catalogue.md.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.lib.money import parse_decimal

from .nodes import LONGEST_TEXT, Node, is_whole


class Kind(Enum):
    """What a value may be, and what is said when it is something else."""

    WHOLE = gettext_noop("must be a whole number, 0 or more.")
    AMOUNT = gettext_noop("must be a whole number, or a decimal number as text.")
    FLAG = gettext_noop("must be true or false.")
    TEXT = gettext_noop("must be a text.")


SPEEDS = tuple(
    f"{direction}_{which}_mbit"
    for direction in ("downstream", "upstream")
    for which in ("min", "usual", "max")
)

KINDS: Mapping[str, Kind] = {
    # lines (Art. 4 (1) d of Regulation (EU) 2015/2120)
    **dict.fromkeys(SPEEDS, Kind.AMOUNT),
    "technology": Kind.TEXT,
    "fixed_ip": Kind.FLAG,
    "dial_in": Kind.FLAG,  # the router dials in with a user name and password
    # telephony
    "voip": Kind.FLAG,  # may have a VoIP superuser
    "lines": Kind.WHOLE,
    "numbers_included": Kind.WHOLE,
    "numbers_max": Kind.WHOLE,
    # television
    "channels": Kind.WHOLE,
    "youth_pin": Kind.FLAG,
    # mail and storage
    "addresses": Kind.WHOLE,
    "addresses_max": Kind.WHOLE,
    "storage_gb": Kind.WHOLE,
    "sms_sending": Kind.FLAG,
    "sms_price": Kind.AMOUNT,  # euros for each text message sent from the mailbox
    # software
    "devices": Kind.WHOLE,
    "quantity_max": Kind.WHOLE,
    # domains
    "top_level_domain": Kind.TEXT,
    # mobile
    "minutes": Kind.WHOLE,
    "sms": Kind.WHOLE,
    "data_mb": Kind.WHOLE,
    "flat_voice": Kind.FLAG,
    "flat_sms": Kind.FLAG,
    "flat_own_network": Kind.FLAG,  # calls to the operator's own mobile and fixed networks
    "extra_data_package": Kind.FLAG,  # a data package may be booked beside the one of the plan
    "throttle_kbit": Kind.WHOLE,
    "data_only": Kind.FLAG,
    "sim_cards_max": Kind.WHOLE,
}


def read_characteristics(node: Node) -> dict[str, Any]:
    """`prodSpecCharValueUse`: name and value of each fact."""
    found: dict[str, Any] = {}
    for use in node.inners("prodSpecCharValueUse"):
        name = use.text("name", most=60)
        value = use.value("value")
        if not name or value is None:
            continue
        if name in found:
            use.fault("name", _("“%(name)s” stands twice.") % {"name": name})
        elif name not in KINDS:
            use.fault("name", _("“%(name)s” is no characteristic of the format.") % {"name": name})
        else:
            found[name] = _checked(use, KINDS[name], value)
    return found


def _checked(use: Node, kind: Kind, value: Any) -> Any:
    if kind is Kind.FLAG and isinstance(value, bool):
        return value
    if kind is Kind.TEXT and isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT:
        return value.strip()
    if kind in (Kind.WHOLE, Kind.AMOUNT) and is_whole(value):
        return value
    if kind is Kind.AMOUNT and isinstance(value, str):
        return _decimal(use, value)
    use.fault("value", _(kind.value))
    return 0


def _decimal(use: Node, value: str) -> Decimal:
    try:
        amount = parse_decimal(value)
    except ValueError:
        amount = Decimal(-1)
    if amount < 0:
        use.fault("value", _(Kind.AMOUNT.value))
    return max(amount, Decimal(0))
