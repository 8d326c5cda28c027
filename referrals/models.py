"""Referral codes, what became of them, and who did it when (G1, G2)."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from referrals.campaigns import Kind, Terms, family_name, in_language
from referrals.states import ReferralState

if TYPE_CHECKING:
    from portal.access.access import Access


class ReferralCodeQuerySet(models.QuerySet["ReferralCode"]):
    def visible_to(self, access: "Access") -> "ReferralCodeQuerySet":
        """The codes of the customers `access` stands for; the view asks for the scope."""
        return self.filter(customer_id__in=access.customer_ids)


class ReferralCode(models.Model):
    """One code for one prospect. It keeps the terms of its campaign on the day it was made."""

    code = models.CharField(_("code"), max_length=20, unique=True)  # referrals.codes, as it is shown
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="referral_codes", verbose_name=_("customer")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReferralState.choices, default=ReferralState.GENERATED
    )
    generated_at = models.DateTimeField(_("generated"))
    expires_on = models.DateField(_("last day"))  # a contract of this day still counts
    order_number = models.CharField(_("order number"), max_length=40, blank=True)
    # While the code is redeemed: the order that is to credit it. Afterwards: the one that has.
    credit_order_number = models.CharField(_("order number of the credit"), max_length=40, blank=True)

    # The campaign as it was on that day (referrals.campaigns).
    campaign = models.CharField(_("campaign"), max_length=60)
    kind = models.CharField(_("kind of campaign"), max_length=10, choices=Kind.choices)
    campaign_title = models.JSONField(_("title of the campaign"))  # {"de": …, "en": …}
    reward_amount = models.DecimalField(_("reward"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    valid_for_days = models.PositiveIntegerField(_("valid for days"))
    minimum_term_months = models.PositiveIntegerField(_("minimum term in months"))
    families = ArrayField(
        models.CharField(max_length=40), verbose_name=_("kinds of contract"), default=list, blank=True
    )
    new_customer_within_days = models.PositiveIntegerField(_("new customer for days"))

    objects = ReferralCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral code")
        verbose_name_plural = _("referral codes")
        ordering = ["-generated_at", "-id"]
        permissions = [
            ("redeem_code", "Can redeem a referral code with a new contract"),
            ("reward_code", "Can credit the reward of a redeemed code"),
        ]
        indexes = [
            models.Index(fields=["customer", "-generated_at"], name="referral_codes_by_customer"),
            models.Index(
                fields=["expires_on"], condition=Q(state=ReferralState.GENERATED), name="open_referral_codes"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order_number"], condition=~Q(order_number=""), name="one_referral_code_per_order"
            ),
            models.UniqueConstraint(
                fields=["credit_order_number"],
                condition=~Q(credit_order_number=""),
                name="one_referral_code_per_credit_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReferralState.values), name="referral_code_state_is_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="referral_code_kind_is_known"),
            models.CheckConstraint(condition=Q(reward_amount__gt=0), name="referral_reward_is_positive"),
            models.CheckConstraint(
                condition=Q(credit_order_number="")
                | Q(state__in=(ReferralState.REDEEMED, ReferralState.REWARDED)),
                name="only_redeemed_referral_codes_have_a_credit",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """The campaign's title in the active language."""
        return in_language(self.campaign_title)

    @property
    def is_being_credited(self) -> bool:
        """Is the credit ordered, and not done yet?"""
        return self.state == ReferralState.REDEEMED and bool(self.credit_order_number)

    @property
    def terms(self) -> Terms:
        """Those of the campaign on the day the code was made."""
        return Terms(
            kind=self.kind,
            valid_for_days=self.valid_for_days,
            minimum_term_months=self.minimum_term_months,
            families=tuple(self.families),
            new_customer_within_days=self.new_customer_within_days,
        )


class ReferralRedemption(models.Model):
    """The new contract that named a code. A code has at most one, and so has a contract.

    Who was recommended is the service centre's business: the referrer is never told.
    """

    code = models.OneToOneField(
        ReferralCode, models.PROTECT, related_name="redemption", verbose_name=_("code")
    )
    new_customer = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        related_name="referral_redemptions",
        verbose_name=_("new customer"),
    )
    contract_reference = models.CharField(_("contract number"), max_length=60)
    family = models.CharField(_("kind of contract"), max_length=40)
    term_months = models.PositiveIntegerField(_("term in months"))
    contracted_on = models.DateField(_("contract of"))
    redeemed_at = models.DateTimeField(_("redeemed"))
    # Empty when an order or the carrier's data brought the code, not a member of staff.
    redeemed_by = models.ForeignKey(
        "accounts.Login",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("redeemed by"),
    )

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        constraints = [
            models.UniqueConstraint(Upper("contract_reference"), name="one_referral_code_per_contract")
        ]

    def __str__(self) -> str:
        return self.contract_reference

    @property
    def family_name(self) -> str:
        return family_name(self.family)


class ReferralEvent(models.Model):
    """A code reached a state. Each state once: the database pays no code twice."""

    code = models.ForeignKey(
        ReferralCode, models.PROTECT, related_name="events", verbose_name=_("referral code")
    )
    state = models.CharField(_("state"), max_length=10, choices=ReferralState.choices)
    at = models.DateTimeField(_("time"))
    actor_kind = models.CharField(_("kind of actor"), max_length=20)
    actor_name = models.CharField(_("by"), max_length=150)
    login = models.ForeignKey(
        "accounts.Login",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("login"),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "state"], name="referral_code_reaches_a_state_once")
        ]

    def __str__(self) -> str:
        return f"{self.code_id}: {self.state}"
