"""What must reach the carrier: a row written with the change that caused it, handed over later (wall 4)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageAction(models.TextChoices):
    SUBMIT = "submit", pgettext_lazy("message to the carrier", "order")
    CANCEL = "cancel", pgettext_lazy("message to the carrier", "cancellation")


class MessageState(models.TextChoices):
    """`waiting` is the only state that moves; a wish to cancel that was answered may be asked anew."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("message to the carrier", "withdrawn")  # before it ever left


class CarrierMessage(models.Model):
    """One order, or one wish to cancel it, on its way to the carrier.

    `started_at` is written before the first call that may reach the carrier: from then on nobody can know that
    it never left, so every further try looks the order up before it places it. `reference` is the carrier's own
    number; once it is known the order is never placed again. `sealed` holds the passwords of the order until
    the carrier has accepted or finally refused it (C14); `payload` never holds one. Rows go 400 days after their
    order ended (portal.carrier.retention).
    """

    order_number = models.CharField(_("order number"), max_length=40)
    action = models.CharField(_("message"), max_length=10, choices=MessageAction.choices)
    payload = models.JSONField(_("content"))
    sealed = models.TextField(_("sealed passwords"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("next try"))
    give_up_at = models.DateTimeField(_("tried until"))  # while the carrier's system is away
    started_at = models.DateTimeField(_("first call"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("accepted by the carrier"), null=True)
    reference = models.CharField(_("carrier’s number"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("message to the carrier")
        verbose_name_plural = _("messages to the carrier")
        ordering = ["-created_at", "-id"]
        permissions = [("retry_carriermessage", "Can hand a message to the carrier again")]
        constraints = [
            models.UniqueConstraint(fields=["order_number", "action"], name="one_carrier_message_per_action")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state="waiting"), name="carrier_messages_waiting"
            ),
            models.Index(fields=["reference"], condition=~Q(reference=""), name="carrier_messages_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} ({self.get_action_display()})"
