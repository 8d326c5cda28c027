"""What the carrier told us unasked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventNote(models.TextChoices):
    """What became of an event."""

    TAKEN = "taken", _("taken over")
    UNKNOWN = "unknown order", _("unknown order")
    OVERTAKEN = "overtaken", _("older than what was known")
    NO_STATE = "no state", _("says nothing about the state")


class CarrierEvent(models.Model):
    """One event, stored once. `body` holds the fields that are used and no others: orders may carry passwords.

    Kept as long as the messages of its order (portal.carrier.retention).
    """

    event_id = models.CharField(_("event"), max_length=100, unique=True)
    event_time = models.DateTimeField(_("time of the event"))
    order_number = models.CharField(_("order number"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=30, blank=True)
    body = models.JSONField(_("content"))
    received_at = models.DateTimeField(_("received"))
    note = models.CharField(_("what became of it"), max_length=20, choices=EventNote.choices)

    class Meta:
        verbose_name = _("event from the carrier")
        verbose_name_plural = _("events from the carrier")
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["order_number", "-event_time"]), models.Index(fields=["received_at"])]

    def __str__(self) -> str:
        return self.event_id
