"""The audit trail, for the auditor: to be searched and read, never to be changed (K4)."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEntry
from portal.shell.admin_base import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor_name", "actor_kind", "action", "customer_id", "subject_type", "subject_id"]
    list_display_links = ["at"]
    list_filter = ["actor_kind", "at"]
    search_fields = ["action"]  # makes the search box; get_search_results decides
    search_help_text = _("Actor, start of an event (login.), or the internal number of a customer")
    ordering = ["-at", "-id"]
    fields = [
        "at",
        "actor_name",
        "actor_kind",
        "action",
        "customer_id",
        "subject_type",
        "subject_id",
        "old_values",
        "new_values",
        "note",
        "address",
        "retain_until",
    ]
    readonly_fields = ["old_values", "new_values"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Only what an index answers: the trail is long."""
        words = search_term.strip()
        if not words:
            return queryset, False
        found = queryset.filter(action__startswith=words) | queryset.filter(actor_name=words)
        if words.isdigit():
            found |= queryset.filter(customer_id=int(words))
        return found, False

    @admin.display(description=_("old values"))
    def old_values(self, entry: AuditEntry) -> SafeString:
        return _readable(entry.old)

    @admin.display(description=_("new values"))
    def new_values(self, entry: AuditEntry) -> SafeString:
        return _readable(entry.new)


def _readable(values: dict[str, Any]) -> SafeString:
    return format_html("<pre>{}</pre>", json.dumps(values, ensure_ascii=False, indent=2))
