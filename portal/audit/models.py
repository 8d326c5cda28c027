"""The one audit trail: who did what to whose data, when, with old and new values (requirements K4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One line of the trail. Append-only: a database trigger refuses UPDATE and DELETE until `retain_until`.

    Actor and customer are plain columns, not foreign keys: the trail outlives what it tells of, and this
    room lies below the rooms that own logins and customers.
    """

    at = models.DateTimeField(_("time"), db_index=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=20)  # customer, staff, system …
    actor_id = models.BigIntegerField(_("login"), null=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    action = models.CharField(_("action"), max_length=100, db_index=True)  # dotted: login.password_changed
    customer_id = models.BigIntegerField(_("customer"), null=True)
    subject_type = models.CharField(_("kind of object"), max_length=100, blank=True)
    subject_id = models.CharField(_("object"), max_length=100, blank=True)
    old = models.JSONField(_("old values"), default=dict)
    new = models.JSONField(_("new values"), default=dict)
    note = models.TextField(_("note"), blank=True)
    address = models.CharField(_("shortened IP address"), max_length=50, blank=True)
    retain_until = models.DateField(_("kept until"))

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer_id", "-at"]), models.Index(fields=["actor_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name}: {self.action}"
