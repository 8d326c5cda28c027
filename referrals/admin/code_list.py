"""Every referral code, to be found and read; what changes one is a button of its own (K1, K2)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.shell.admin_base import ReadOnlyAdmin
from portal.shell.formats import money_text
from referrals import codes, queries
from referrals.campaigns import family_name
from referrals.models import ReferralCode
from referrals.states import ReferralState, may_move

from . import code_operations


@admin.register(ReferralCode)
class ReferralCodeAdmin(ReadOnlyAdmin):
    """A look at a code is in the trail: it shows who recommended whom."""

    list_display = ["code", "customer", "kind", "state", "reward", "generated_at", "expires_on"]
    list_filter = ["state", "kind", "campaign"]
    list_select_related = ["customer"]
    search_fields = ["code", "=customer__number", "=order_number", "=redemption__contract_reference"]
    search_help_text = _("Code, customer number, order number or contract number")
    date_hierarchy = "generated_at"
    ordering = ["-generated_at", "-id"]
    fields = [
        "code",
        "state",
        "customer",
        "title",
        "kind",
        "reward",
        "generated_at",
        "expires_on",
        "order_number",
        "credit_order_number",
        "minimum_term_months",
        "contract_kinds",
        "new_customer_within_days",
    ]
    change_list_template = "admin/referrals/codes.html"
    change_form_template = "admin/referrals/code.html"
    sensitive = True

    @admin.display(description=_("reward"), ordering="reward_amount")
    def reward(self, code: ReferralCode) -> str:
        return money_text(code.reward_amount, code.currency)

    @admin.display(description=_("campaign"))
    def title(self, code: ReferralCode) -> str:
        return code.title

    @admin.display(description=_("kinds of contract"))
    def contract_kinds(self, code: ReferralCode) -> str:
        """By their names; none named: all of them count."""
        return ", ".join(map(family_name, code.families)) or gettext("all")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer what the state of the code allows."""
        code = self.get_object(request, object_id)
        offers = {
            "may_redeem": code is not None and may_move(code.state, ReferralState.REDEEMED),
            "may_reward": code is not None
            and may_move(code.state, ReferralState.REWARDED)
            and not code.credit_order_number,
            "credits": queries.credit_orders_of(code) if code is not None else [],
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **offers})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A code is found however it was typed."""
        code = codes.parse(search_term)
        return super().get_search_results(request, queryset, code or search_term)

    def get_urls(self) -> list[Any]:
        own = [
            path("einloesen/", code_operations.redeem, name="referrals_referralcode_redeem"),
            path("<int:pk>/gutschreiben/", code_operations.reward, name="referrals_referralcode_reward"),
        ]
        return own + super().get_urls()
