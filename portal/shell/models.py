"""What staff tell everybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def shown_at(self, now: object, *, place: str) -> "AnnouncementQuerySet":
        """Those shown at `place` at the time `now`, newest first."""
        return (
            self.filter(place__in=[place, Announcement.Place.EVERYWHERE], shown_from__lte=now)
            .filter(models.Q(shown_to=None) | models.Q(shown_to__gt=now))
            .order_by("-shown_from", "-id")
        )


class Announcement(models.Model):
    """A notice on the login page or the start page, in both languages (A1)."""

    class Place(models.TextChoices):
        LOGIN = "login", _("login page")
        START = "start", _("start page")
        EVERYWHERE = "everywhere", _("login page and start page")

    class Tone(models.TextChoices):
        INFO = "info", _("information")
        WARNING = "warning", _("warning")

    place = models.CharField(_("place"), max_length=10, choices=Place.choices, default=Place.LOGIN)
    tone = models.CharField(_("tone"), max_length=10, choices=Tone.choices, default=Tone.INFO)
    title_de = models.CharField(_("title (German)"), max_length=150)
    text_de = models.TextField(_("text (German)"), blank=True)
    title_en = models.CharField(_("title (English)"), max_length=150, blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    shown_from = models.DateTimeField(_("shown from"))
    shown_to = models.DateTimeField(_("shown until"), null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def __str__(self) -> str:
        return self.title_de
