"""Mobile contracts on the service centre's customer page: number, plan, cards (K2)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contracts.catalogue.items import Family
from contracts.models import Product
from mobile.lines import MobileLine
from mobile.queries import add_cards_and_numbers
from portal.lib.periods import berlin_day
from portal.shell.navigation import AdminPanel

SEE_SIMS = "mobile.view_simcard"


def mobile_of(request: HttpRequest, customer: Any) -> Mapping[str, Any] | None:
    """Every mobile contract with its number and its cards, also those that have ended; three queries."""
    products = list(Product.objects.filter(customer=customer, family=Family.MOBILE).order_by("pk"))
    if not products:
        return None
    add_cards_and_numbers(products)
    today = berlin_day(timezone.now())
    return {"lines": [MobileLine(product, None, (), today) for product in products]}


MOBILE_PANEL = AdminPanel(
    "mobile", _("Mobile numbers and SIM cards"), 37, SEE_SIMS, "admin/mobile/panel.html", mobile_of
)
