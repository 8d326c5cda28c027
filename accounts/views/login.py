"""In and out (requirements A1, A10)."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import DoorClosed
from accounts.first_login import begin_step
from accounts.forms.doors import LoginForm
from accounts.models import SessionEnd
from accounts.operations.doors import EMAIL_STEP, Entrance, enter
from accounts.sessions import leave, start_session
from portal.access import throttle
from portal.access.decorators import public
from portal.access.middleware import REASONS
from portal.access.peer import address_of
from portal.access.requests import PortalRequest
from portal.audit.trail import record
from portal.shell.models import Announcement

from .places import locked_out, offer_draft, safe_target, see, visitor, waiting_time

DOOR = "login"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: PortalRequest) -> HttpResponse:
    """Customer number and password; the password decides whether the portal or one step opens."""
    target = safe_target(request, request.POST.get("weiter") or request.GET.get("weiter", "/"))
    if request.method != "POST" and request.access is not None and not request.access.is_staff:
        return redirect(target)
    now = timezone.now()
    form = LoginForm(request.POST or None)
    if form.is_valid():
        number = form.cleaned_data["number"]
        tried = throttle.attempt(DOOR, identifier=number, address=address_of(request), now=now)
        if not tried.allowed:
            return locked_out(request, tried, now)
        try:
            entrance = enter(
                number=number, password=form.cleaned_data["password"], address=visitor(request), now=now
            )
        except DoorClosed as closed:
            form.add_error(None, str(closed))
        else:
            throttle.succeeded(tried)
            return _go_in(request, entrance, target, now)
    notices = Announcement.objects.shown_at(now, place=Announcement.Place.LOGIN)
    context = {
        "page_title": _("Log in"),
        "form": form,
        "target": target,
        "notices": notices,
        "logged_out": _why_logged_out(request),
    }
    return render(request, "accounts/login.html", context)


@public
@never_cache
@require_POST
def log_out(request: PortalRequest) -> HttpResponse:
    """End the stay; from every page (A10)."""
    access, now = request.access, timezone.now()
    if leave(request) is not None and access is not None:
        record("login.ended", actor=access.actor, now=now, customer_id=access.customer_id)
    messages.success(request, _("You are logged out."))
    return see("accounts:login")


def _why_logged_out(request: PortalRequest) -> str:
    """Why the stay ended by itself (A9): it ended with this request, or the address says so."""
    ended = request.ended_stay
    reason = REASONS[ended.end] if ended is not None else request.GET.get("grund", "")
    if reason == REASONS[SessionEnd.IDLE]:
        wait = waiting_time(settings.SESSION_IDLE_SECONDS)
        return _("You were logged out automatically after %s without activity.") % wait
    if reason == REASONS[SessionEnd.TOO_OLD]:
        return _(
            "You were logged out automatically: for your protection a session lasts at most %d hours."
        ) % (settings.SESSION_ABSOLUTE_SECONDS // 3600)
    return ""


def _go_in(request: PortalRequest, entrance: Entrance, target: str, now: datetime) -> HttpResponse:
    if entrance.key is None:
        start_session(request, entrance.login)
        offer_draft(request, entrance.login.pk, None, target)
        return see(target)
    begin_step(request, entrance, now)
    return see("accounts:first_email" if entrance.step == EMAIL_STEP else "accounts:first_password")
