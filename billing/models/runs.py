"""A billing run: what one dispatch of the carrier's billing brought."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    STAGING = "staging", _("being read")
    REFUSED = "refused", _("refused")
    PUBLISHED = "published", _("published")


class BillingRun(models.Model):
    """One run, all or nothing (E3). A refused run keeps its report only; its data never become visible."""

    run_id = models.CharField(_("run"), max_length=100, unique=True)
    dispatched_on = models.DateField(_("dispatched on"))
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.STAGING)
    manifest_sha256 = models.CharField(_("SHA-256 of the manifest"), max_length=64)
    source = models.CharField(_("source"), max_length=300)
    started_at = models.DateTimeField(_("started"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    invoice_count = models.PositiveIntegerField(_("invoices"), default=0)
    call_count = models.PositiveBigIntegerField(_("call records"), default=0)
    finding_count = models.PositiveIntegerField(_("findings"), default=0)  # of all; the report is capped
    report = models.JSONField(_("report"), default=list)  # findings: file, line, rule, reason

    class Meta:
        verbose_name = _("billing run")
        verbose_name_plural = _("billing runs")
        ordering = ["-dispatched_on", "-id"]

    def __str__(self) -> str:
        return self.run_id
