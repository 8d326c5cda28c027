"""What must leave the house: a row written with the change that caused it, delivered later (architecture, wall 4)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.access.access import Access


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def visible_to(self, access: "Access") -> "OutgoingMailQuerySet":
        """What a login may re-read (L5): its customer's mails and its own; a login's secrets only that login."""
        of_customer = Q(customer_id__in=access.customer_ids) & (
            Q(is_secret=False) | Q(login_id=access.login_id)
        )
        return self.filter(of_customer | Q(customer_id=None, login_id=access.login_id))

    def without_secrets(self) -> "OutgoingMailQuerySet":
        """Mails that tell nothing only one login may know."""
        return self.filter(is_secret=False)


class OutgoingMail(models.Model):
    """One mail: rendered when it was caused, sent once, re-readable by its customer (L5).

    `once_key` makes "once per invoice" true in the database. `message_id` is fixed here: whatever crashes, a
    repeat carries the same one. `text` and `html` are the archived copy, with secrets (one-time passwords,
    confirmation links) masked from the start; `sealed` holds the clear copy until the mail has left.
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
    sealed = models.TextField(_("sealed clear copy"), blank=True)
    is_secret = models.BooleanField(_("holds a secret"), default=False)
    is_bulk = models.BooleanField(_("part of a mass mailing"), default=False)  # leaves after single mails
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("next try"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["is_bulk", "due_at", "id"], condition=Q(state="waiting"), name="mails_waiting"
            ),
            models.Index(fields=["customer", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
