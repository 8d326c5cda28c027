"""What the carrier sent, file by file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CarrierFile(models.Model):
    """One file of the carrier feed that was taken over whole (C15)."""

    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("file"), max_length=300)
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("written by the carrier"))  # the date of its data
    imported_at = models.DateTimeField(_("imported"))
    lines = models.PositiveIntegerField(_("lines"))

    class Meta:
        verbose_name = _("carrier file")
        verbose_name_plural = _("carrier files")
        ordering = ["-imported_at", "-id"]

    def __str__(self) -> str:
        return self.name
