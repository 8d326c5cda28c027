"""Finding customers by a mobile number, in any spelling, or by a card's number (K2)."""

import re

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobile.models import MobileNumber, SimCard
from mobile.rules.numbers import NotAMobileNumber, normalised
from portal.shell.navigation import SearchProvider

SEE_NUMBERS = "mobile.view_mobilenumber"
SEE_SIMS = "mobile.view_simcard"
SHORTEST_ICCID = 8  # fewer digits fit too many cards
MOST = 20


def find_by_number(words: str) -> list[tuple[str, str]]:
    """Who has or had this number: `0151 123…`, `+49 151 …` and `0049151…` are the same one. Newest first."""
    try:
        number = normalised(words.replace("/", " "))
    except NotAMobileNumber:
        return []
    found = MobileNumber.objects.filter(number=number).select_related("product__customer")
    return [
        (f"{row.national}: {row.product.customer}", _customer_page(row.product.customer_id))
        for row in found.order_by("-valid_from")[:MOST]
    ]


def find_by_iccid(words: str) -> list[tuple[str, str]]:
    """Whose card has this number; its beginning or its end is enough."""
    digits = re.sub(r"[\s-]", "", words)
    if not digits.isdigit() or len(digits) < SHORTEST_ICCID:
        return []
    fits = Q(iccid__startswith=digits) | Q(iccid__endswith=digits)
    found = SimCard.objects.filter(fits).select_related("product__customer")
    return [
        (
            f"{card.iccid}, {card.get_state_display()}: {card.product.customer}",
            _customer_page(card.product.customer_id),
        )
        for card in found[:MOST]
    ]


def _customer_page(customer_id: int) -> str:
    return reverse("admin:accounts_customer_change", args=[customer_id])


NUMBER_SEARCH = SearchProvider("mobile-numbers", _("Mobile number"), 40, SEE_NUMBERS, find_by_number)
SIM_SEARCH = SearchProvider("sims", _("SIM card"), 45, SEE_SIMS, find_by_iccid)
