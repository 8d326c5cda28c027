"""Forgotten password (requirement A6): one answer, whoever asks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.doors import PasswordResetForm
from accounts.operations.resets import note_reset_request
from accounts.tasks import wake_reset
from portal.access import throttle
from portal.access.decorators import public
from portal.access.peer import address_of
from portal.access.requests import PortalRequest

from .places import locked_out, visitor

DOOR = "reset"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_reset(request: PortalRequest) -> HttpResponse:
    """Customer number and stored e-mail address; a job decides whether a mail goes out."""
    now = timezone.now()
    form = PasswordResetForm(request.POST or None)
    if not form.is_valid():
        return render(
            request, "accounts/reset.html", {"page_title": _("Forgotten your password?"), "form": form}
        )
    number, email = form.cleaned_data["number"], form.cleaned_data["email"]
    tried = throttle.attempt(DOOR, identifier=number, address=address_of(request), now=now)
    if not tried.allowed:
        return locked_out(request, tried, now)
    asked = note_reset_request(number=number, email=email, address=visitor(request), now=now)
    wake_reset(asked.pk)
    return render(request, "accounts/reset_asked.html", {"page_title": _("Please look into your mailbox")})
