"""One-time passwords, notification addresses and the links that confirm them."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OneTimePasswordQuerySet(models.QuerySet["OneTimePassword"]):
    def unspent(self) -> "OneTimePasswordQuerySet":
        """Neither used up nor replaced, expired or not: at most one per login."""
        return self.filter(used_at=None, replaced_at=None)

    def open_at(self, now: datetime) -> "OneTimePasswordQuerySet":
        """Those that open something at `now`."""
        return self.unspent().filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def newest_hashes(self) -> list[str]:
        """What we handed out last; older ones are forgotten."""
        return list(self.order_by("-pk").values_list("password", flat=True)[:3])


class OneTimePassword(models.Model):
    """A password that opens one step only (A2, A6, A7). At most one is open per login; a newer one replaces it."""

    class Kind(models.TextChoices):
        INITIAL = "initial", _("from the order confirmation")
        RESET = "reset", _("mailed after “forgotten password”")
        SERVICE = "service", _("issued by the service centre")

    login = models.ForeignKey(
        "accounts.Login", models.CASCADE, related_name="one_time_passwords", verbose_name=_("login")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    password = models.CharField(_("hash"), max_length=200)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)  # None: the initial one never does
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = OneTimePasswordQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time password")
        verbose_name_plural = _("one-time passwords")
        constraints = [
            models.UniqueConstraint(
                fields=["login"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="one_open_one_time_password",
            )
        ]

    def __str__(self) -> str:
        return f"{self.login_id}: {self.kind}"


class NotificationAddress(models.Model):
    """Where a login's mails go: confirmed by a click (A3), replaced only by another confirmed one (A19)."""

    login = models.OneToOneField(
        "accounts.Login",
        models.CASCADE,
        related_name="notification_address",
        verbose_name=_("login"),
        primary_key=True,
    )
    email = models.EmailField(_("e-mail address"))
    confirmed_at = models.DateTimeField(_("confirmed"))
    # Whoever else reads the mailbox need not see what the customer pays (E5).
    mail_shows_amount = models.BooleanField(_("mails about invoices show the amount"), default=True)

    class Meta:
        verbose_name = _("notification address")
        verbose_name_plural = _("notification addresses")

    def __str__(self) -> str:
        return self.email


class EmailConfirmation(models.Model):
    """A link sent to an address to be confirmed: signed, single use, 24 hours, replaced by the next one."""

    class Purpose(models.TextChoices):
        OPT_IN = "opt_in", _("first login")
        CHANGE = "change", _("change of address")

    login = models.ForeignKey(
        "accounts.Login", models.CASCADE, related_name="email_confirmations", verbose_name=_("login")
    )
    email = models.EmailField(_("e-mail address"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail confirmation")
        verbose_name_plural = _("e-mail confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["login"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="one_open_email_confirmation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.login_id}: {self.email}"


class PasswordResetRequest(models.Model):
    """Somebody asked for a new password (A6); a job looks whether number and address belong together.

    Written for every request alike, so that the answer cannot depend on it, and deleted by the job: what
    strangers type is not kept.
    """

    number = models.CharField(_("customer number"), max_length=64)
    email = models.CharField(_("e-mail address"), max_length=254)
    address = models.CharField(_("shortened IP address"), max_length=50, blank=True)
    created_at = models.DateTimeField(_("created"), db_index=True)

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
