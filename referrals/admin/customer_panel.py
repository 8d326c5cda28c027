"""The codes of a customer on the service centre's customer page, and finding customers by a code (K2)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.shell.navigation import AdminPanel, SearchProvider
from referrals import codes
from referrals.models import ReferralCode, ReferralRedemption

NEWEST = 20
SEE = "referrals.view_referralcode"


def codes_of(request: HttpRequest, customer: Any) -> Mapping[str, Any]:
    """The newest codes of this customer, and the codes that brought this customer to us."""
    made = ReferralCode.objects.filter(customer=customer)
    return {
        "codes": made[:NEWEST],
        "total": made.count(),
        "redemptions": ReferralRedemption.objects.filter(new_customer=customer).select_related("code"),
        "customer": customer,
    }


def find_by_code(words: str) -> list[tuple[str, str]]:
    """The customer who may pass this code on: text and address."""
    text = codes.parse(words)
    found = ReferralCode.objects.filter(code=text).select_related("customer") if text else []
    return [
        (f"{code}: {code.customer}", reverse("admin:accounts_customer_change", args=[code.customer_id]))
        for code in found
    ]


PANEL = AdminPanel("referrals", _("Recommendations"), 70, SEE, "admin/referrals/panel.html", codes_of)
CODE_SEARCH = SearchProvider("referrals", _("Referral code"), 40, SEE, find_by_code)
