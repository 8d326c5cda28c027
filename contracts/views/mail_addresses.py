"""The e-mail addresses of the customer, and what can be ordered for each (B5)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.mail_packages import packages_of
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day


@requires(Scope.READ)
@require_safe
def mail_addresses(request: CustomerRequest) -> HttpResponse:
    """Package by package."""
    packages = packages_of(request.access, today=berlin_day(timezone.now()))
    context = {"page_title": _("E-mail addresses"), "packages": packages}
    return render(request, "contracts/mail/addresses.html", context)
