"""What was said between the portal and the carrier's ordering system, call by call."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallOutcome(models.TextChoices):
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")
    AWAY = "away", _("no usable answer")


class CarrierCall(models.Model):
    """One HTTP call. Neither bodies nor query strings nor secrets are kept; a nightly job deletes after 90 days."""

    order_number = models.CharField(_("order number"), max_length=40, blank=True)  # empty: about many orders
    action = models.CharField(_("purpose"), max_length=20)  # submit, lookup, status, cancel
    method = models.CharField(_("method"), max_length=10)
    path = models.CharField(_("address"), max_length=200)
    status_code = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CallOutcome.choices)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    at = models.DateTimeField(_("at"))
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("call to the carrier")
        verbose_name_plural = _("calls to the carrier")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["order_number"])]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
