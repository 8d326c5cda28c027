"""Announcements on login page and start page (A1)."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.shell.admin_base import AuditedModelAdmin
from portal.shell.models import Announcement


@admin.register(Announcement)
class AnnouncementAdmin(AuditedModelAdmin):
    """Written by the service lead in both languages; where English is empty, the German text is shown."""

    list_display = ["title_de", "place", "tone", "shown_from", "shown_to", "is_shown"]
    list_filter = ["place", "tone"]
    search_fields = ["title_de", "title_en"]
    ordering = ["-shown_from", "-id"]
    fieldsets = [
        (None, {"fields": ["place", "tone", "shown_from", "shown_to"]}),
        (_("German"), {"fields": ["title_de", "text_de"]}),
        (_("English"), {"fields": ["title_en", "text_en"]}),
    ]
    change_form_template = "admin/announcement/form.html"

    @admin.display(description=_("shown now"), boolean=True)
    def is_shown(self, announcement: Announcement) -> bool:
        now = timezone.now()
        end = announcement.shown_to
        return announcement.shown_from <= now and (end is None or now < end)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"shown_from": timezone.now(), **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:pk>/vorschau/", self.admin_site.admin_view(self.preview), name="shell_announcement_preview"
        )
        return [own, *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Both languages as customers see them."""
        announcement = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, announcement):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts, "announcement": announcement}
        return TemplateResponse(request, "admin/announcement/preview.html", context)
