"""Versions of the catalogue: loaded whole from a file, never changed (C10)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class CatalogueVersion(models.Model):
    """One file of the catalogue, as it was loaded. Orders name the version they were placed under."""

    version = models.CharField(_("version"), max_length=50, unique=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (exclusive)"), null=True, blank=True)
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    warnings = models.JSONField(_("findings of the check"), default=list)
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        verbose_name = _("catalogue version")
        verbose_name_plural = _("catalogue versions")
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(
                name="catalogue_versions_do_not_overlap",
                expressions=[
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        "&&",
                    )
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="catalogue_version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.version
