"""The number of a mobile contract, and the numbers it had (D7)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lib.phone_numbers import national

if TYPE_CHECKING:
    from portal.access.access import Access


class NumberKind(models.TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("mobile number", "assigned by us")
    PORTED = "ported", pgettext_lazy("mobile number", "brought along")
    TEMPORARY = "temporary", pgettext_lazy("mobile number", "temporary, until your own number is here")


class MobileNumberQuerySet(models.QuerySet["MobileNumber"]):
    def visible_to(self, access: "Access") -> "MobileNumberQuerySet":
        """The numbers of the customers `access` stands for."""
        return self.filter(product__customer_id__in=access.customer_ids)

    def valid_on(self, day: date) -> "MobileNumberQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class MobileNumber(models.Model):
    """A number as E.164 (`+4915112345678`) from a day on, half-open.

    A contract has one open number, and an open number has one contract. An announced port is two rows: the
    temporary number until that day, the ported one from that day on.
    """

    product = models.ForeignKey(
        "contracts.Product", models.CASCADE, related_name="mobile_numbers", verbose_name=_("product")
    )
    number = models.CharField(_("number"), max_length=16)
    kind = models.CharField(_("kind"), max_length=10, choices=NumberKind.choices)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)

    objects = MobileNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("mobile number")
        verbose_name_plural = _("mobile numbers")
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(valid_to=None), name="one_contract_per_mobile_number"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(valid_to=None), name="one_open_number_per_mobile_contract"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="mobile_number_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="mobile_number_is_e164"
            ),
        ]

    def __str__(self) -> str:
        return self.national

    @property
    def national(self) -> str:
        """As people in Germany write it."""
        return national(self.number)

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class PortingReleaseQuerySet(models.QuerySet["PortingRelease"]):
    def visible_to(self, access: "Access") -> "PortingReleaseQuerySet":
        """The releases of the customers `access` stands for."""
        return self.filter(product__customer_id__in=access.customer_ids)


class PortingRelease(models.Model):
    """Another provider may fetch the number, first and last day included: a dated fact that is never changed (D7)."""

    product = models.ForeignKey(
        "contracts.Product", models.CASCADE, related_name="porting_releases", verbose_name=_("product")
    )
    number = models.CharField(_("number"), max_length=16)
    valid_from = models.DateField(_("released from"))
    valid_until = models.DateField(_("released until"))

    objects = PortingReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of a mobile number")
        verbose_name_plural = _("releases of mobile numbers")
        ordering = ["valid_until", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="porting_release_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{national(self.number)}: {self.valid_from} – {self.valid_until}"
