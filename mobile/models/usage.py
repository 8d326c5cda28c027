"""How much of its allowances a contract has used (D8)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from portal.access.access import Access


class UsageKind(models.TextChoices):
    """What is counted, and in which unit `used` and `allowance` are."""

    MINUTES = "minutes", pgettext_lazy("usage", "minutes")  # seconds
    SMS = "sms", pgettext_lazy("usage", "SMS")  # messages
    DATA = "data", pgettext_lazy("usage", "data")  # bytes; 1 MB = 1,000,000 bytes, as plans are sold


class UsageCounterQuerySet(models.QuerySet["UsageCounter"]):
    def visible_to(self, access: "Access") -> "UsageCounterQuerySet":
        """The counters of the customers `access` stands for."""
        return self.filter(product__customer_id__in=access.customer_ids)


class UsageCounter(models.Model):
    """One counter of one billing period (half-open); the carrier counts, we show it with its date.

    `used` and `allowance` are whole seconds, messages or bytes (UsageKind). No allowance: counted, but not
    limited (a flat rate, or billed by use). Unused allowance ends with the period. Kept as long as it is shown, for
    thirteen periods (mobile.retention).
    """

    product = models.ForeignKey(
        "contracts.Product", models.CASCADE, related_name="usage", verbose_name=_("product"), db_index=False
    )
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to (exclusive)"))
    kind = models.CharField(_("kind"), max_length=10, choices=UsageKind.choices)
    used = models.BigIntegerField(pgettext_lazy("usage", "used"))
    allowance = models.BigIntegerField(_("allowance"), null=True, blank=True)
    throttled_from = models.DateTimeField(_("slower since"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))

    objects = UsageCounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("usage counter")
        verbose_name_plural = _("usage counters")
        ordering = ["-period_start", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "period_start", "kind"], name="one_usage_counter_per_period"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="usage_period_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0) & (Q(allowance=None) | Q(allowance__gte=0)),
                name="usage_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(throttled_from=None) | Q(kind=UsageKind.DATA), name="only_data_is_throttled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.kind} {self.period_start}"
