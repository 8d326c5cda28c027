"""Changing the portal password (requirement A8)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import PasswordRefused, WrongPassword
from accounts.forms.security import OwnPasswordForm
from accounts.models import Login
from accounts.operations.own_password import change_own_password
from accounts.sessions import leave
from portal.access import throttle
from portal.access.decorators import requires
from portal.access.peer import address_of
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope

from .login import DOOR
from .places import see, too_many


@requires(Scope.FULL)
@never_cache
@sensitive_post_parameters("password", "new_password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def change_own(request: CustomerRequest) -> HttpResponse:
    """The present password, then a new one; afterwards everybody logs in again with it."""
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid() and _change(request, form):
        leave(request)
        messages.success(request, _("Your new password is saved. Please log in with it now."))
        return see("accounts:login")
    context = {"page_title": _("Change portal password"), "form": form}
    return render(request, "accounts/own_password.html", context)


def _change(request: CustomerRequest, form: OwnPasswordForm) -> bool:
    """Guesses at the present password count like those at the login page."""
    access, now = request.access, timezone.now()
    tried = throttle.attempt(DOOR, identifier=access.identifier, address=address_of(request), now=now)
    if not tried.allowed:
        form.add_error(None, too_many(tried, now))
        return False
    try:
        change_own_password(
            login=Login.objects.get(pk=access.login_id),
            password=form.cleaned_data["password"],
            new_password=form.cleaned_data["new_password"],
            actor=access.actor,
            now=now,
        )
    except WrongPassword as wrong:
        form.add_error("password", str(wrong))
        return False
    except PasswordRefused as refused:
        throttle.succeeded(tried)
        form.refuse(refused)
        return False
    throttle.succeeded(tried)
    return True
