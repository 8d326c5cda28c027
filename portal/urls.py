"""Assembly: the only place that knows every room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.shell.urls")),
    path("", include("portal.home.urls")),
]

handler400 = "portal.shell.views.errors.bad_request"
handler403 = "portal.shell.views.errors.forbidden"
handler404 = "portal.shell.views.errors.not_found"
handler500 = "portal.shell.views.errors.server_error"
