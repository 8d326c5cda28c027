"""Staff change their own password: every session ends, they log in again (A5, A8)."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import PasswordRefused
from accounts.forms.staff import DOOR, StaffPasswordChangeForm
from accounts.hashing import matches
from accounts.models import Login
from accounts.operations.passwords import change_password
from portal.access import throttle
from portal.access.decorators import staff
from portal.access.peer import address_of
from portal.access.requests import CustomerRequest


@staff
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def staff_password(request: CustomerRequest) -> HttpResponse:
    form = StaffPasswordChangeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _present_is_right(request, form):
        try:
            change_password(
                login=Login.objects.get(pk=request.access.login_id),
                new_password=form.cleaned_data["new"],
                actor=request.access.actor,
                now=timezone.now(),
            )
        except PasswordRefused as refusal:
            for message in refusal.messages:
                form.add_error("new", message)
        else:
            logout(request)
            return redirect("staff_login")
    return render(request, "accounts/staff_password.html", {"form": form})


def _present_is_right(request: CustomerRequest, form: StaffPasswordChangeForm) -> bool:
    """A stranger at an open screen guesses as seldom as at the door."""
    now = timezone.now()
    login = Login.objects.get(pk=request.access.login_id)
    tried = throttle.attempt(DOOR, identifier=login.identifier, address=address_of(request), now=now)
    if not tried.allowed:
        form.add_error(None, _("Too many attempts. Please try again later."))
    elif not matches(form.cleaned_data["present"], login.password):
        form.add_error("present", _("This is not your present password."))
    else:
        throttle.succeeded(tried)
    return form.is_valid()
