"""SIM cards on the customer page, and finding customers by a card or a mobile number (K2)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobile.models import MobileNumber, SimCard
from mobile.rules.numbers import NotAMobileNumber, normalised
from portal.shell.navigation import AdminPanel, SearchProvider

SEE_SIMS = "mobile.view_simcard"
SHORTEST_END = 4  # digits of a card's number that callers read out
MOST_FOUND = 20


def sims_of(request: HttpRequest, customer: Any) -> Mapping[str, Any] | None:
    """Every card with its contract's number; no panel for customers without."""
    sims = list(SimCard.objects.filter(product__customer=customer).select_related("product"))
    if not sims:
        return None
    open_numbers = MobileNumber.objects.filter(product__in={sim.product_id for sim in sims}, valid_to=None)
    numbers = {row.product_id: row.national for row in open_numbers}
    return {"sims": [(sim, numbers.get(sim.product_id, "")) for sim in sims]}


def find_by_sim(words: str) -> list[tuple[str, str]]:
    """Customers with this mobile number, or with a card whose printed number ends like this: text and address."""
    digits = "".join(words.split())
    found = []
    if digits.isdecimal() and len(digits) >= SHORTEST_END:
        sims = SimCard.objects.filter(iccid__endswith=digits).select_related("product__customer")
        found += [(sim.iccid, sim.product.customer) for sim in sims[:MOST_FOUND]]
    try:
        number = normalised(words)
    except NotAMobileNumber:
        number = ""
    if number:
        rows = MobileNumber.objects.filter(number=number).select_related("product__customer")
        found += [(row.national, row.product.customer) for row in rows]
    return [
        (f"{what}: {customer}", reverse("admin:accounts_customer_change", args=[customer.pk]))
        for what, customer in found
    ]


SIM_PANEL = AdminPanel("sims", _("SIM cards"), 37, SEE_SIMS, "admin/mobile/sims_panel.html", sims_of)
SIM_SEARCH = SearchProvider("sims", _("SIM card or mobile number"), 40, SEE_SIMS, find_by_sim)
