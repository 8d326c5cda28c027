"""What must leave the house: a row written with the change that caused it, delivered later (architecture, wall 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class OutgoingMail(models.Model):
    """One mail: rendered when it was caused, sent once, re-readable by its customer (L5).

    `once_key` makes "once per invoice" true in the database. `message_id` is fixed here: whatever crashes, a
    repeat carries the same one. Secrets (one-time passwords) are wiped from the archived body after sending.
    """

    once_key = models.CharField(
        _("once"), max_length=200, unique=True, null=True
    )  # notification:<invoice id>
    kind = models.CharField(_("kind"), max_length=50)  # template name: email_confirmation, invoice_ready …
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="mails", verbose_name=_("customer")
    )
    login = models.ForeignKey(
        "accounts.Login", models.SET_NULL, null=True, related_name="mails", verbose_name=_("login")
    )
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    is_secret = models.BooleanField(_("holds a secret"), default=False)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("next try"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="waiting"), name="mails_waiting"),
            models.Index(fields=["customer", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
