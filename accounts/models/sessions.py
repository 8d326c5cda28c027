"""Sessions as their owner sees them, and forms that outlive one."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .logins import Access, LoginKind

if TYPE_CHECKING:
    from portal.access.access import Access as RequestAccess


class SessionEnd(models.TextChoices):
    LOGGED_OUT = "logged_out", _("logged out")
    IDLE = "idle", _("automatic logout")
    TOO_OLD = "too_old", _("longest duration reached")
    ENDED_BY_OWNER = "ended_by_owner", _("ended from another device")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    REVOKED = "revoked", _("access revoked")
    ENDED_BY_SERVICE = "ended_by_service", _("ended by the service centre")


class LoginSessionQuerySet(models.QuerySet["LoginSession"]):
    def visible_to(self, access: "RequestAccess") -> "LoginSessionQuerySet":
        """One's own stays; who may change everything also sees those with the customer's invoice password."""
        own = Q(login_id=access.login_id)
        if not access.may_change:
            return self.filter(own)
        let_in = Access.objects.filter(
            customer_id__in=access.customer_ids, login__kind=LoginKind.INVOICE_ONLY, revoked_at=None
        )
        return self.filter(own | Q(login__in=let_in.values("login")))


class LoginSession(models.Model):
    """One stay in the portal (A18): where from, since when, how it ended. The login history is these rows."""

    login = models.ForeignKey(
        "accounts.Login", models.CASCADE, related_name="sessions", verbose_name=_("login")
    )
    customer = models.ForeignKey(  # the number shown now, for logins with several
        "accounts.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    session_key = models.CharField(_("session"), max_length=40, db_index=True)
    device = models.CharField(_("device"), max_length=100, blank=True)  # "Firefox, Windows"
    address = models.CharField(_("shortened IP address"), max_length=50, blank=True)
    started_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(
        _("last seen")
    )  # at most a minute old; the exact time is in the cache
    proof_at = models.DateTimeField(_("last proof"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end = models.CharField(_("reason"), max_length=20, choices=SessionEnd.choices, blank=True)

    objects = LoginSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-last_seen_at"]
        indexes = [models.Index(fields=["login", "-last_seen_at"])]

    def __str__(self) -> str:
        return f"{self.login_id}: {self.device} {self.started_at:%Y-%m-%d %H:%M}"


class FormDraft(models.Model):
    """What somebody had typed when the session ended, without secrets (A9).

    Offered to the same login while it works with the same customer. `values` holds lists, as posted.
    """

    login = models.ForeignKey(
        "accounts.Login", models.CASCADE, related_name="drafts", verbose_name=_("login")
    )
    customer = models.ForeignKey(
        "accounts.Customer", models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    path = models.CharField(_("page"), max_length=300)
    query = models.CharField(_("query"), max_length=300, blank=True)
    values = models.JSONField(_("values"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("form draft")
        verbose_name_plural = _("form drafts")
        constraints = [
            models.UniqueConstraint(fields=["login", "customer", "path"], name="one_draft_per_form")
        ]

    def __str__(self) -> str:
        return f"{self.login_id}: {self.path}"

    @property
    def url(self) -> str:
        """Where the form stands."""
        return f"{self.path}?{self.query}" if self.query else self.path
