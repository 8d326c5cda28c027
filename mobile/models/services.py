"""What customers set for their number: forwarding, mailbox, caller id, call waiting, missed calls (D9)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobile.rules.services import NO_ANSWER_SECONDS, USUAL_NO_ANSWER_SECONDS

if TYPE_CHECKING:
    from portal.access.access import Access


class ServiceSettingsQuerySet(models.QuerySet["ServiceSettings"]):
    def visible_to(self, access: "Access") -> "ServiceSettingsQuerySet":
        """The settings of the customers `access` stands for."""
        return self.filter(product__customer_id__in=access.customer_ids)


class ServiceSettings(models.Model):
    """The network's settings for one number; no row means the defaults (`ServiceSettings.of`).

    Each `…_since` is the day from which the setting holds, None from the start. The mailbox PIN itself is the
    carrier's (C14): only when it was last set is known.
    """

    product = models.OneToOneField(
        "contracts.Product",
        models.CASCADE,
        related_name="mobile_services",
        primary_key=True,
        verbose_name=_("product"),
    )
    forward_always = models.BooleanField(_("forward all calls to the mailbox"), default=False)
    forward_unreachable = models.BooleanField(_("forward when not reachable"), default=True)
    forward_no_answer = models.BooleanField(_("forward when nobody answers"), default=True)
    no_answer_seconds = models.PositiveSmallIntegerField(
        _("seconds without answer"), default=USUAL_NO_ANSWER_SECONDS
    )
    forward_busy = models.BooleanField(_("forward when busy"), default=True)
    forwarding_since = models.DateField(_("call forwarding since"), null=True, blank=True)
    mailbox_on = models.BooleanField(_("mailbox"), default=True)
    mailbox_since = models.DateField(_("mailbox since"), null=True, blank=True)
    mailbox_pin_set_at = models.DateTimeField(_("mailbox PIN set"), null=True, blank=True)
    caller_id_suppressed = models.BooleanField(_("own number suppressed"), default=False)
    caller_id_since = models.DateField(_("own number since"), null=True, blank=True)
    call_waiting = models.BooleanField(_("call waiting"), default=True)
    call_waiting_since = models.DateField(_("call waiting since"), null=True, blank=True)
    missed_call_sms = models.BooleanField(_("missed-call SMS"), default=True)
    missed_call_sms_since = models.DateField(_("missed-call SMS since"), null=True, blank=True)

    objects = ServiceSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of a mobile number")
        verbose_name_plural = _("settings of mobile numbers")
        constraints = [
            models.CheckConstraint(
                condition=Q(no_answer_seconds__in=NO_ANSWER_SECONDS), name="no_answer_seconds_of_the_network"
            )
        ]

    def __str__(self) -> str:
        return str(self.product_id)

    @classmethod
    def of(cls, product_id: int) -> "ServiceSettings":
        """The row of this product, or the defaults, not saved."""
        return cls.objects.filter(product_id=product_id).first() or cls(product_id=product_id)


class NoticeChoiceQuerySet(models.QuerySet["NoticeChoice"]):
    def visible_to(self, access: "Access") -> "NoticeChoiceQuerySet":
        return self.filter(product__customer_id__in=access.customer_ids)


class NoticeChoice(models.Model):
    """Does the customer want mails at 80 % and 100 % of an allowance (D8)? No row means yes."""

    product = models.OneToOneField(
        "contracts.Product",
        models.CASCADE,
        related_name="usage_notice_choice",
        primary_key=True,
        verbose_name=_("product"),
    )
    usage_notices = models.BooleanField(_("notices about usage"), default=True)
    changed_at = models.DateTimeField(_("changed"))

    objects = NoticeChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of usage notices")
        verbose_name_plural = _("choices of usage notices")

    def __str__(self) -> str:
        return f"{self.product_id}: {self.usage_notices}"
