"""Call records (EVN): what was billed, call by call, for six months after dispatch."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access.scope import Scope

if TYPE_CHECKING:
    from portal.access.access import Access


class CallRecordQuerySet(models.QuerySet["CallRecord"]):
    def visible_to(self, access: "Access") -> "CallRecordQuerySet":
        """Own records, for logins that may see calls; the view adds the invoice and the six months (F6)."""
        if not access.allows(Scope.INVOICES_AND_CALLS):
            return self.none()
        return self.filter(customer_id__in=access.customer_ids)


class CallFields(models.Model):
    """One billed connection, exactly as billing rated it; never recomputed (F1).

    `called_at` may be unknown. `duration` is in seconds, None where the connection has none. `quantity` with
    `unit` is what was billed (1500 Sek, 1 Stck, 12 kB …) and need not follow from the duration.
    """

    dispatched_on = models.DateField(_("dispatched on"))
    line_number = models.PositiveIntegerField(_("line"))  # order in which billing listed the invoice's calls
    own_number = models.CharField(_("number"), max_length=40)
    called_on = models.DateField(_("date"))
    called_at = models.TimeField(_("time"), null=True)
    duration = models.PositiveIntegerField(_("duration in seconds"), null=True)
    destination = models.CharField(_("destination"), max_length=80, blank=True)
    zone = models.CharField(_("tariff zone"), max_length=100, blank=True)
    time_band = models.CharField(_("time band"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20)  # voice, mobile, sms, data, service …
    quantity = models.DecimalField(_("billed quantity"), max_digits=16, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    net = models.DecimalField(_("net amount"), max_digits=14, decimal_places=4)

    class Meta:
        abstract = True


class CallRecord(CallFields):
    """Partitioned by `dispatched_on`: the six months end for a whole partition at once (F6).

    Without foreign keys in the database, so that partitions come and go without locking invoices.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
        db_index=False,
        db_constraint=False,
    )
    invoice = models.ForeignKey(
        "billing.Invoice",
        models.PROTECT,
        related_name="call_records",
        verbose_name=_("invoice"),
        db_index=False,
        db_constraint=False,
    )

    objects = CallRecordQuerySet.as_manager()

    class Meta:
        db_table = "call_records"
        verbose_name = _("call record")
        verbose_name_plural = _("call records")

    def __str__(self) -> str:
        return f"{self.own_number} {self.called_on} {self.destination}"


class FrozenCallRecord(CallFields):
    """Records of an invoice under objection, moved aside before their partition goes (E7, F6)."""

    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    invoice = models.ForeignKey(
        "billing.Invoice", models.PROTECT, related_name="frozen_call_records", verbose_name=_("invoice")
    )

    class Meta:
        db_table = "frozen_call_records"
        verbose_name = _("frozen call record")
        verbose_name_plural = _("frozen call records")

    def __str__(self) -> str:
        return f"{self.own_number} {self.called_on} {self.destination}"


class CounsellingNumber(models.Model):
    """A number of the BNetzA's quarterly list of counselling lines: never to be recognised (TDDDG § 11 (5))."""

    number = models.CharField(_("number"), max_length=40, unique=True)  # digits, national, without +
    listed_on = models.DateField(_("listed on"))

    class Meta:
        verbose_name = _("counselling number")
        verbose_name_plural = _("counselling numbers")

    def __str__(self) -> str:
        return self.number
