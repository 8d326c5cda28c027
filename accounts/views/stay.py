"""The running stay: how long it lasts, what is kept of it, which customer number it works with (A9, A16)."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.drafts import keep_posted
from accounts.operations.drafts import drop_draft
from accounts.operations.sessions import switch_customer
from portal.access.decorators import passive, public, requires
from portal.access.requests import CustomerRequest, PortalRequest
from portal.access.scope import Scope

from .places import offer_draft, safe_target, see


@passive
@public
@never_cache
@require_safe
def show_state(request: PortalRequest) -> HttpResponse:
    """Seconds until the automatic log-out, 0 when nobody is logged in. Asking is no activity."""
    return JsonResponse({"seconds": request.session_seconds_left if request.access is not None else 0})


@requires(Scope.INVOICES)
@require_POST
def extend(request: CustomerRequest) -> HttpResponse:
    """ "Stay logged in": the request itself is the activity."""
    return JsonResponse({"seconds": request.session_seconds_left})


@passive
@requires(Scope.INVOICES)
@require_POST
def keep_form(request: CustomerRequest) -> HttpResponse:
    """What session.js sends of a half-finished form before the session ends."""
    keep_posted(request, request.access.login_id, request.access.customer_id)
    return HttpResponse(status=204)


@requires(Scope.INVOICES)
@require_POST
def discard_form(request: CustomerRequest) -> HttpResponse:
    """Forget what was kept of a form and show it anew."""
    access = request.access
    page = safe_target(request, request.POST.get("page", "/"))
    if access.customer_id is not None:
        drop_draft(login_id=access.login_id, customer_id=access.customer_id, path=page)
    return see(page)


@requires(Scope.INVOICES)
@require_POST
def choose_customer(request: CustomerRequest) -> HttpResponse:
    """Work with another customer number of this login, from the home page on."""
    access, now = request.access, timezone.now()
    wanted = request.POST.get("customer", "")
    choice = next((one for one in access.choices if str(one.customer_id) == wanted), None)
    if choice is None:
        messages.warning(request, _("This customer number is not open to you. Nothing was changed."))
        return see("/")
    switch_customer(session_id=access.session_id, customer_id=choice.customer_id, actor=access.actor, now=now)
    messages.success(request, _("You are now working with customer number %s.") % choice.number)
    offer_draft(request, access.login_id, choice.customer_id, "/")
    return see("/")
