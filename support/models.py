"""What people write to the service centre."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactTopic(models.TextChoices):
    LOCKED = "locked", _("My access is locked")
    LOGIN = "login", _("Logging in and passwords")
    INVOICE = "invoice", _("Invoices and call records")
    CONTRACT = "contract", _("Contracts and orders")
    OTHER = "other", _("Something else")


class ContactMessage(models.Model):
    """One message from the contact page (J2). Who wrote it is not proven, unless `login_customer` is set."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        DONE = "done", _("done")

    topic = models.CharField(_("topic"), max_length=20, choices=ContactTopic.choices)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    customer_number = models.CharField(_("customer number as written"), max_length=30, blank=True)
    message = models.TextField(_("message"))
    # The customer whose login wrote it; empty for strangers, whatever number they wrote.
    login_customer = models.ForeignKey(
        "accounts.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact_messages",
        verbose_name=_("logged-in customer"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    language = models.CharField(_("language"), max_length=2, default="de")
    created_at = models.DateTimeField(_("received"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("contact message")
        verbose_name_plural = _("contact messages")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "-created_at"], name="contact_messages_by_state")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.name}"
