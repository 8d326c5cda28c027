"""What the service centre does with a code: redeem it with a new contract, credit the reward (G2)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contracts.orders.errors import OrderRefused
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from referrals.errors import CreditUnderWay, NotRedeemed, ReferralRefused
from referrals.forms import RedeemForm
from referrals.models import ReferralCode
from referrals.operations import order_reward, redeem_code
from referrals.order_kinds import order_credit
from referrals.states import ReferralState

KNOWN = ("code", "customer_number")  # what a link to the form may fill in


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def redeem(request: CustomerRequest) -> HttpResponse:
    """A new contract names a code."""
    _need(request, "referrals.redeem_code")
    if request.method == "GET":
        initial = {name: request.GET.get(name, "") for name in KNOWN}
        return _page(request, "admin/referrals/redeem.html", form=RedeemForm(initial=initial))
    form = RedeemForm(request.POST)
    code = _redeem(request, form) if form.is_valid() else None
    if code is None:
        return _page(request, "admin/referrals/redeem.html", form=form)
    messages.success(request, _("The code is redeemed. Whoever recommended us is told by e-mail."))
    return redirect("admin:referrals_referralcode_change", code.pk)


def _redeem(request: CustomerRequest, form: RedeemForm) -> ReferralCode | None:
    """The redeemed code; what a rule refuses becomes the error of a field."""
    values = form.cleaned_data
    try:
        return redeem_code(
            code_text=values["code"],
            new_customer=form.new_customer,
            contract_reference=values["contract_reference"],
            family=values["family"],
            term_months=values["term_months"],
            contracted_on=values["contracted_on"],
            expected_kind=values["kind"],
            actor=request.access.actor,
            now=timezone.now(),
        )
    except ReferralRefused as refused:
        form.add_refusal(refused)
        return None


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def reward(request: CustomerRequest, pk: int) -> HttpResponse:
    """Ask first: it is money, and it happens once."""
    _need(request, "referrals.reward_code")
    code = get_object_or_404(
        ReferralCode.objects.select_related("customer", "redemption__new_customer"), pk=pk
    )
    if request.method == "GET" and code.state == ReferralState.REDEEMED and not code.credit_order_number:
        return _page(request, "admin/referrals/reward.html", code=code)
    try:
        if request.method == "GET":
            raise CreditUnderWay if code.is_being_credited else NotRedeemed
        order_reward(code=code, actor=request.access.actor, now=timezone.now(), order_credit=order_credit)
    except (CreditUnderWay, NotRedeemed, OrderRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("The credit is ordered. Once it is done, the customer is told by e-mail.")
        )
    return redirect("admin:referrals_referralcode_change", pk)


def _need(request: CustomerRequest, permission: str) -> None:
    """Whoever acts on a code must be able to see it, too."""
    if not request.user.has_perms([permission, "referrals.view_referralcode"]):
        raise PermissionDenied


def _page(request: CustomerRequest, template: str, **values: Any) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **values})
