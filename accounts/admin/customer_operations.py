"""The buttons of the customer page: one address, one right, one operation each."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NoConfirmedAddress
from accounts.forms.service_centre import ServicePasswordForm, TelephonePasswordForm
from accounts.models import Customer
from accounts.operations.one_time_passwords import issue_service_password
from accounts.operations.service_centre import (
    TooManyAttempts,
    end_all_sessions,
    portal_login_of,
    unlock_customer,
    verify_telephone_password,
)
from portal.access.decorators import staff
from portal.access.peer import address_of
from portal.access.requests import CustomerRequest

View = Callable[..., HttpResponse]

ADDRESSES = (
    ("telefonkennwort", "telephone_password", "accounts_customer_telephone_password"),
    ("kennwort", "portal_password", "accounts_customer_portal_password"),
    ("entsperren", "unlock", "accounts_customer_unlock"),
    ("sitzungen-beenden", "end_sessions", "accounts_customer_end_sessions"),
)


def needs(permission: str) -> Callable[[View], View]:
    """Staff with `permission`; hands the view the customer instead of its key."""

    def wrap(view: View) -> View:
        @staff
        @never_cache
        @wraps(view)
        def checked(request: CustomerRequest, pk: int) -> HttpResponse:
            if not request.user.has_perms([permission, "accounts.view_customer"]):
                raise PermissionDenied
            return view(request, get_object_or_404(Customer, pk=pk))

        return checked

    return wrap


@needs("accounts.verify_telephone_password")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def telephone_password(request: CustomerRequest, customer: Customer) -> HttpResponse:
    """Does what the caller says match (A4)? The answer stands on this page only."""
    form = TelephonePasswordForm(request.POST if request.method == "POST" else None)
    is_match = None
    if request.method == "POST" and form.is_valid():
        try:
            is_match = verify_telephone_password(
                customer=customer,
                spoken=form.cleaned_data["spoken"],
                address=address_of(request),
                actor=request.access.actor,
                now=timezone.now(),
            )
        except TooManyAttempts:
            form.add_error(None, _("Too many attempts for this customer. Please try again in 15 minutes."))
        else:
            form = TelephonePasswordForm()
    return _page(request, customer, "admin/customer/telephone_password.html", form=form, is_match=is_match)


@needs("accounts.reset_portal_password")
@require_http_methods(["GET", "POST"])
def portal_password(request: CustomerRequest, customer: Customer) -> HttpResponse:
    """A new one-time password, shown once or mailed (A7). The second factor stays."""
    form = ServicePasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by_mail = form.cleaned_data["delivery"] == ServicePasswordForm.MAIL
        password = _issue(request, customer, form, by_mail=by_mail)
        if form.is_valid():
            template = "admin/customer/portal_password_done.html"
            return _page(request, customer, template, password="" if by_mail else password)
    return _page(request, customer, "admin/customer/portal_password.html", form=form)


def _issue(request: CustomerRequest, customer: Customer, form: Form, *, by_mail: bool) -> str:
    """The new password; what refuses it becomes the error of the form."""
    login = portal_login_of(customer)
    if login is None:
        form.add_error(None, _("This customer has no login of their own."))
        return ""
    try:
        return issue_service_password(
            login=login, actor=request.access.actor, now=timezone.now(), by_mail=by_mail
        )
    except NoConfirmedAddress as refusal:
        form.add_error("delivery", str(refusal))
        return ""


@needs("accounts.unlock_login")
@require_POST
def unlock(request: CustomerRequest, customer: Customer) -> HttpResponse:
    """Lift the locks after failed attempts (A15)."""
    unlock_customer(customer=customer, actor=request.access.actor, now=timezone.now())
    messages.success(request, _("The customer can log in again."))
    return redirect("admin:accounts_customer_change", customer.pk)


@needs("accounts.end_sessions")
@require_http_methods(["GET", "POST"])
def end_sessions(request: CustomerRequest, customer: Customer) -> HttpResponse:
    """Ask first: people lose what they are typing."""
    if request.method == "GET":
        return _page(request, customer, "admin/customer/end_sessions.html")
    ended = end_all_sessions(customer=customer, actor=request.access.actor, now=timezone.now())
    text = ngettext("%(n)d session was ended.", "%(n)d sessions were ended.", ended) % {"n": ended}
    messages.success(request, text)
    return redirect("admin:accounts_customer_change", customer.pk)


def _page(
    request: CustomerRequest, customer: Customer, template: str, form: Form | None = None, **values: Any
) -> HttpResponse:
    context = {**admin.site.each_context(request), "customer": customer, "form": form, **values}
    return render(request, template, context)
