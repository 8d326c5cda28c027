"""The password once more before something important (requirement A14)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import WrongPassword
from accounts.forms.security import ProofForm
from accounts.operations.proofs import prove
from portal.access import throttle
from portal.access.decorators import requires
from portal.access.peer import address_of
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope

from .login import DOOR
from .places import safe_target, see, too_many


@requires(Scope.READ)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_password(request: CustomerRequest) -> HttpResponse:
    """Ask for the password and go on. A form that led here was not carried out and is not: it is sent again."""
    access, now = request.access, timezone.now()
    target = safe_target(request, request.POST.get("weiter") or request.GET.get("weiter", "/"))
    was_form = "formular" in (request.POST or request.GET)
    form = ProofForm(request.POST or None)
    status = 200
    if form.is_valid():
        tried = throttle.attempt(DOOR, identifier=access.identifier, address=address_of(request), now=now)
        if not tried.allowed:
            form.add_error(None, too_many(tried, now))
            status = 429
        else:
            try:
                password = form.cleaned_data["password"]
                prove(session_id=access.session_id, password=password, actor=access.actor, now=now)
            except WrongPassword as wrong:
                form.add_error("password", str(wrong))
            else:
                throttle.succeeded(tried)
                if was_form:
                    messages.info(
                        request, _("Thank you. Nothing was carried out yet: please send the form once more.")
                    )
                return see(target)
    context = {"page_title": _("Please confirm your password"), "form": form, "target": target}
    return render(request, "accounts/prove.html", context | {"was_form": was_form}, status=status)
