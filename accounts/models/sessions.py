"""Sessions as their owner sees them, and forms that outlive one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionEnd(models.TextChoices):
    LOGGED_OUT = "logged_out", _("logged out")
    IDLE = "idle", _("automatic logout")
    TOO_OLD = "too_old", _("longest duration reached")
    ENDED_BY_OWNER = "ended_by_owner", _("ended from another device")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    ENDED_BY_SERVICE = "ended_by_service", _("ended by the service centre")


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

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-last_seen_at"]
        indexes = [models.Index(fields=["login", "-last_seen_at"])]

    def __str__(self) -> str:
        return f"{self.login_id}: {self.device} {self.started_at:%Y-%m-%d %H:%M}"


class FormDraft(models.Model):
    """What somebody had typed when the session ended, without secrets, offered to the same login only (A9)."""

    login = models.ForeignKey(
        "accounts.Login", models.CASCADE, related_name="drafts", verbose_name=_("login")
    )
    path = models.CharField(_("page"), max_length=300)
    values = models.JSONField(_("values"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("form draft")
        verbose_name_plural = _("form drafts")
        constraints = [models.UniqueConstraint(fields=["login", "path"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return f"{self.login_id}: {self.path}"
