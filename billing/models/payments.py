"""Bank details that are ordered and do not hold yet (B2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PendingPayment(models.Model):
    """The account number of one order, under seal until the carrier is done; then the row goes (C14).

    Everything else about the new bank details stands in the order's answers.
    """

    order = models.OneToOneField(
        "contracts.Order",
        models.CASCADE,
        related_name="pending_payment",
        primary_key=True,
        verbose_name=_("order"),
    )
    iban_sealed = models.TextField(_("IBAN"))

    class Meta:
        verbose_name = _("ordered bank details")
        verbose_name_plural = _("ordered bank details")

    def __str__(self) -> str:
        return str(self.order_id)
