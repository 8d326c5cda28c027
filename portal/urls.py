"""Assembly: the only place that knows every room."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.shell.urls")),
    path("", include("portal.home.urls")),
    path("", include("accounts.urls")),
    path("", include("contracts.public_urls")),
    path("", include("contracts.order_urls")),
    path("email-adressen/", include("contracts.mail_urls")),
    path("vertraege/", include("contracts.urls")),
    path("mobilfunk/", include("mobile.urls")),
    path("rechnungen/", include("billing.urls")),
    path("stammdaten/", include("billing.master_urls")),
    path("mobilfunk/", include("mobile.sim_urls")),
    path("mobilfunk/", include("mobile.notices_urls")),
    path("kontakt/", include("support.urls")),
    path("empfehlen/", include("referrals.urls")),
    path("carrier/", include("portal.carrier.urls")),
    path("verwaltung/", include("accounts.staff_urls")),
    path("verwaltung/", admin.site.urls),
]

if settings.DEMO_MODE:
    urlpatterns.append(path("demo/", include("portal.demo.urls")))

handler400 = "portal.shell.views.errors.bad_request"
handler403 = "portal.shell.views.errors.forbidden"
handler404 = "portal.shell.views.errors.not_found"
handler500 = "portal.shell.views.errors.server_error"
