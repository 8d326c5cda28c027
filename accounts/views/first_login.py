"""The first login, and the change that every one-time password asks for (requirements A2, A3, A5, A7)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import PasswordRefused
from accounts.first_login import Step, end_step, open_step
from accounts.forms.doors import EmailAddressForm, NewPasswordForm
from accounts.models import EmailConfirmation
from accounts.operations.confirmations import LinkOver, confirm_email, open_confirmation, send_confirmation
from accounts.operations.doors import EMAIL_STEP, PASSWORD_STEP
from accounts.operations.one_time_passwords import finish
from portal.access import throttle
from portal.access.decorators import first_login_step, public
from portal.access.peer import address_of
from portal.access.requests import PortalRequest

from .places import back_to_login_when_over, locked_out, see, visitor

DOOR = "opt_in"


@first_login_step(EMAIL_STEP)
@never_cache
@back_to_login_when_over
@require_http_methods(["GET", "HEAD", "POST"])
def enter_email(request: PortalRequest) -> HttpResponse:
    """Give an e-mail address, see where the link went, correct a mistyped address."""
    now = timezone.now()
    step = open_step(request, now)
    form = EmailAddressForm(request.POST or None)
    if form.is_valid():
        return _send_link(request, step, form.cleaned_data["email"])
    sent = _last_sent(step)
    title = _("Please confirm your e-mail address") if sent else _("Your e-mail address")
    context = {"page_title": title, "form": form, "sent": sent, "now": now}
    return render(request, "accounts/first_email.html", context)


@first_login_step(EMAIL_STEP)
@back_to_login_when_over
@require_POST
def send_email_again(request: PortalRequest) -> HttpResponse:
    """The same address once more; the new link replaces the one before."""
    step = open_step(request, timezone.now())
    sent = _last_sent(step)
    return _send_link(request, step, sent.email) if sent else see("accounts:first_email")


@public
@never_cache
@require_safe
def show_confirmation(request: PortalRequest, token: str) -> HttpResponse:
    """Where the link leads: a button. Programs that open links in mails use nothing up."""
    try:
        confirmation = open_confirmation(token, timezone.now())
    except LinkOver as over:
        return _link_over(request, over)
    context = {"page_title": _("Confirm your e-mail address"), "email": confirmation.email, "token": token}
    return render(request, "accounts/confirm_email.html", context)


@public
@never_cache
@require_POST
def confirm(request: PortalRequest, token: str) -> HttpResponse:
    """The address counts from now on; logging in is the next step, not part of this one."""
    try:
        confirmation = confirm_email(token=token, address=visitor(request), now=timezone.now())
    except LinkOver as over:
        return _link_over(request, over)
    is_first = confirmation.purpose == EmailConfirmation.Purpose.OPT_IN
    context = {"page_title": _("Thank you, your e-mail address is confirmed"), "is_first": is_first}
    return render(request, "accounts/email_confirmed.html", context)


@first_login_step(PASSWORD_STEP)
@never_cache
@back_to_login_when_over
@sensitive_post_parameters("new_password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: PortalRequest) -> HttpResponse:
    """Choose a password of one's own; afterwards everybody logs in again with it (A8)."""
    now = timezone.now()
    step = open_step(request, now)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            finish(key=step.key, new_password=form.cleaned_data["new_password"], actor=step.actor, now=now)
        except PasswordRefused as refused:
            form.refuse(refused)
        else:
            end_step(request)
            messages.success(request, _("Your new password is saved. Please log in with it now."))
            return see("accounts:login")
    context = {"page_title": _("Choose your own password"), "form": form, "key": step.key}
    return render(request, "accounts/first_password.html", context)


def _send_link(request: PortalRequest, step: Step, email: str) -> HttpResponse:
    now, login = timezone.now(), step.key.login
    tried = throttle.attempt(DOOR, identifier=login.identifier, address=address_of(request), now=now)
    if not tried.allowed:
        return locked_out(request, tried, now)
    purpose = EmailConfirmation.Purpose.OPT_IN
    send_confirmation(login=login, email=email, purpose=purpose, actor=step.actor, now=now)
    messages.success(request, _("We have sent you an e-mail. Please open the link in it."))
    return see("accounts:first_email")


def _last_sent(step: Step) -> EmailConfirmation | None:
    return step.key.login.email_confirmations.filter(used_at=None, replaced_at=None).first()


def _link_over(request: PortalRequest, over: LinkOver) -> HttpResponse:
    context = {"page_title": _("This link cannot be used"), "fault": over.fault.value}
    return render(request, "accounts/link_over.html", context, status=410)
