"""The order book of the simulated carrier (portal.carrier.simulator)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SimulatedOrder(models.Model):
    """An order as a carrier's system would keep it: one row per number, without its passwords."""

    number = models.CharField(_("order number"), max_length=40, unique=True)
    reference = models.CharField(_("carrier’s number"), max_length=100, unique=True)
    customer_number = models.CharField(_("customer number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    activation_on = models.DateField(_("activation date"))
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(
        _("state"), max_length=30
    )  # TMF622: inProgress, held, completed, failed, cancelled
    state_at = models.DateTimeField(_("since"))
    reason = models.TextField(_("reason"), blank=True)
    assigned = models.JSONField(_("assigned"), default=dict, blank=True)  # told when the order is completed

    class Meta:
        verbose_name = _("simulated order")
        verbose_name_plural = _("simulated orders")
        ordering = ["-received_at", "-id"]
        permissions = [("steer_simulatedorder", "Can complete, fail and hold simulated orders")]

    def __str__(self) -> str:
        return self.number
