"""Counts of failed attempts: the one throttle of all doors (requirements A15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedAttempts(models.Model):
    """Failures at one door, for one identifier, from one address; "" as either means "any".

    Identifiers and addresses are stored as keyed digests: the table does not tell who tried what from where.
    """

    door = models.CharField(_("door"), max_length=30)
    identifier_digest = models.CharField(_("identifier"), max_length=64, blank=True)
    address_digest = models.CharField(_("address"), max_length=64, blank=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    last_at = models.DateTimeField(_("last failure"))
    locked_until = models.DateTimeField(_("locked until"), null=True)

    class Meta:
        verbose_name = _("failed attempts")
        verbose_name_plural = _("failed attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["door", "identifier_digest", "address_digest"], name="one_count_per_door_and_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.door}: {self.failures}"
