"""Versions of the catalogue: to be read, and to be loaded after a look at what the check found (C10)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from contracts.catalogue.check import Finding
from contracts.catalogue.store import catalogue_of
from contracts.models import CatalogueVersion
from portal.shell.admin_base import ReadOnlyAdmin

from .catalogue_loading import check_file, load_checked
from .catalogue_tables import tables_of


@admin.register(CatalogueVersion)
class CatalogueVersionAdmin(ReadOnlyAdmin):
    """Nobody changes or deletes a version. The page shows its entries as tables, the file's own JSON does not."""

    list_display = ["version", "valid_from", "valid_to", "warning_count", "loaded_at"]
    ordering = ["-valid_from"]
    fields = ["version", "valid_from", "valid_to", "loaded_at", "sha256"]
    change_list_template = "admin/catalogue/versions.html"
    change_form_template = "admin/catalogue/version.html"

    @admin.display(description=_("warnings"))
    def warning_count(self, version: CatalogueVersion) -> int:
        return len(version.warnings)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogueVersion]:
        return super().get_queryset(request).defer("content")

    def get_urls(self) -> list[Any]:
        own = [
            path("pruefen/", check_file, name="contracts_catalogueversion_check"),
            path("laden/", load_checked, name="contracts_catalogueversion_load"),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        version = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if version is not None and self.has_view_permission(request, version):
            shown = {
                "findings": [Finding.of(data) for data in version.warnings],
                "tables": tables_of(catalogue_of(version.pk)),
            }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))
