"""The service centre's site: staff only, second factor only, one door (requirements K1)."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

from portal.access.decorators import public, staff


class ServiceCentre(AdminSite):
    """Every page of it needs a verified member of staff, whatever a room adds; the login is accounts' own."""

    site_header = _("Service centre")
    site_title = _("Service centre")
    index_title = _("Overview")
    site_url = None
    enable_nav_sidebar = False  # one column: the page keeps its place on a phone and at 400 % zoom

    def has_permission(self, request: HttpRequest) -> bool:
        access = getattr(request, "access", None)
        return access is not None and access.is_staff and request.user.is_verified()  # type: ignore[union-attr]

    def get_urls(self) -> list[Any]:
        patterns = super().get_urls()
        for pattern in _leaves(patterns):
            if pattern.name == "login":
                pattern.callback = _to_staff_login
            elif not hasattr(pattern.callback, "access_need"):
                staff(pattern.callback)
        return patterns

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's logout (POST only), back to our login page."""
        response = super().logout(request, extra_context)
        return redirect("staff_login") if request.method == "POST" else response


@public
def _to_staff_login(request: HttpRequest) -> HttpResponse:
    """Django's own login page would let people in without the factor."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("staff_login") + (f"?{query}" if query else ""))


def _leaves(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern.url_patterns)
        else:
            yield pattern
