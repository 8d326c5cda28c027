"""The service centre's site: staff only, second factor only, one door (requirements K1)."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.access.decorators import public, staff, staff_without_factor


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
            if pattern.name in _OWN_VIEWS:
                pattern.callback = _OWN_VIEWS[pattern.name]
            elif not hasattr(pattern.callback, "access_need"):
                staff(pattern.callback)
        return patterns


@public
def _to_staff_login(request: HttpRequest) -> HttpResponse:
    """Django's own login page would let people in without the factor."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("staff_login") + (f"?{query}" if query else ""))


@staff_without_factor
@require_POST
def _log_out(request: HttpRequest) -> HttpResponse:
    """Also for staff who have not set up their factor yet (A10)."""
    logout(request)
    return redirect("staff_login")


@staff
def _to_staff_password(request: HttpRequest) -> HttpResponse:
    """Django's own form does not know our password rule (A5)."""
    return redirect("staff_password")


_OWN_VIEWS = {"login": _to_staff_login, "logout": _log_out, "password_change": _to_staff_password}


def _leaves(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern.url_patterns)
        else:
            yield pattern
