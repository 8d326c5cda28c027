"""Where notices go (requirement A19): ask for another address, correct it, send the link again, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.drafts import draft_values, forget_draft, keeps_draft
from accounts.errors import SameAddress
from accounts.forms.security import NewAddressForm
from accounts.models import Login, NotificationAddress
from accounts.operations.own_address import pending_address, request_address, withdraw_address
from portal.access import throttle
from portal.access.decorators import requires
from portal.access.peer import address_of
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope

from .first_login import DOOR
from .places import see, too_many


@requires(Scope.FULL, fresh_proof=True)
@never_cache
@keeps_draft(NewAddressForm)
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: CustomerRequest) -> HttpResponse:
    """The address that counts, the one that waits for its click, and a form for another one."""
    form = NewAddressForm(request.POST or None, initial=draft_values(request))
    if form.is_valid() and _send_link(request, form, form.cleaned_data["email"]):
        forget_draft(request)
        return see("accounts:address")
    login, now = _login(request), timezone.now()
    context = {
        "page_title": _("Notification address"),
        "form": form,
        "present": NotificationAddress.objects.filter(login=login).first(),
        "pending": pending_address(login),
        "now": now,
    }
    return render(request, "accounts/address.html", context)


@requires(Scope.FULL, fresh_proof=True)
@require_POST
def send_again(request: CustomerRequest) -> HttpResponse:
    """The link once more, to the same address."""
    pending = pending_address(_login(request))
    if pending is not None:
        form = NewAddressForm({"email": pending.email})
        if not (form.is_valid() and _send_link(request, form, pending.email)):
            for fault in form.errors.values():
                messages.error(request, " ".join(map(str, fault)))
    return see("accounts:address")


@requires(Scope.FULL)
@require_POST
def withdraw(request: CustomerRequest) -> HttpResponse:
    """The address stays as it is."""
    if withdraw_address(login=_login(request), actor=request.access.actor, now=timezone.now()):
        messages.success(request, _("The change is withdrawn. Your address stays as it is."))
    return see("accounts:security")


def _send_link(request: CustomerRequest, form: NewAddressForm, email: str) -> bool:
    access, now = request.access, timezone.now()
    tried = throttle.attempt(DOOR, identifier=access.identifier, address=address_of(request), now=now)
    if not tried.allowed:
        form.add_error(None, too_many(tried, now))
        return False
    try:
        request_address(login=_login(request), email=email, actor=access.actor, now=now)
    except SameAddress as same:
        form.add_error("email", str(same))
        return False
    messages.success(request, _("We have sent you an e-mail. Please open the link in it."))
    return True


def _login(request: CustomerRequest) -> Login:
    return Login.objects.get(pk=request.access.login_id)
