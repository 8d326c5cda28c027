"""The password for third parties (requirement A11): set, change, allow call records, revoke."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NoInvoiceLogin, PasswordRefused
from accounts.forms.doors import NewPasswordForm
from accounts.operations.invoice_login import (
    allow_call_records,
    invoice_access_of,
    revoke_invoice_password,
    set_invoice_password,
)
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope

from .places import see


@requires(Scope.FULL, fresh_proof=True)
@never_cache
@sensitive_post_parameters("new_password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: CustomerRequest) -> HttpResponse:
    """Set or change the invoice password; the other buttons of the page have addresses of their own."""
    customer_id = _customer(request)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            set_invoice_password(
                customer_id=customer_id,
                password=form.cleaned_data["new_password"],
                actor=request.access.actor,
                now=timezone.now(),
            )
        except PasswordRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The invoice password is saved and can be used at once."))
            return see("accounts:security")
    present = invoice_access_of(customer_id)
    context = {
        "page_title": _("Change invoice password") if present else _("Set up invoice password"),
        "form": form,
        "present": present,
        "shows_calls": present is not None and present.scope >= Scope.INVOICES_AND_CALLS,
    }
    return render(request, "accounts/invoice_password.html", context)


@requires(Scope.FULL, fresh_proof=True)
@require_POST
def allow_calls(request: CustomerRequest) -> HttpResponse:
    """From now on call records are visible with the invoice password."""
    return _switch(request, allowed=True, done=_("Call records are visible with the invoice password now."))


@requires(Scope.FULL, fresh_proof=True)
@require_POST
def stop_calls(request: CustomerRequest) -> HttpResponse:
    """From now on they are not."""
    return _switch(
        request, allowed=False, done=_("Call records are no longer visible with the invoice password.")
    )


@requires(Scope.FULL, fresh_proof=True)
@require_POST
def revoke(request: CustomerRequest) -> HttpResponse:
    """Nobody comes in with the invoice password any more."""
    return _carry_out(
        request,
        lambda: revoke_invoice_password(
            customer_id=_customer(request), actor=request.access.actor, now=timezone.now()
        ),
        done=_("The invoice password is revoked. Nobody can log in with it any more."),
    )


def _switch(request: CustomerRequest, *, allowed: bool, done: str) -> HttpResponse:
    return _carry_out(
        request,
        lambda: allow_call_records(
            customer_id=_customer(request), allowed=allowed, actor=request.access.actor, now=timezone.now()
        ),
        done=done,
    )


def _carry_out(request: CustomerRequest, operation: Callable[[], None], *, done: str) -> HttpResponse:
    try:
        operation()
    except NoInvoiceLogin as missing:
        messages.warning(request, str(missing))
    else:
        messages.success(request, done)
    return see("accounts:security")


def _customer(request: CustomerRequest) -> int:
    """Scope.FULL always stands for one customer."""
    return request.access.customer_id or 0
