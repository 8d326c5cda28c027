"""Where a door leads, and what stands beside every door."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from math import ceil
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import StepOver
from accounts.operations.drafts import customer_at, newest_draft
from portal.access.peer import address_of
from portal.access.throttle import Attempt
from portal.lib.masking import shorten_ip
from portal.shell.formats import moment_text

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """The POST is done; the result is to be read over there (303)."""

    status_code = 303


def see(place: str) -> SeeOther:
    """Go on to a page named or addressed by `place`."""
    return SeeOther(resolve_url(place))


def safe_target(request: HttpRequest, wanted: str) -> str:
    """`wanted` if it is a path of this portal, else the start page."""
    is_local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_local else "/"


def visitor(request: HttpRequest) -> str:
    """The shortened address of whoever asks."""
    return shorten_ip(address_of(request))


def locked_out(request: HttpRequest, tried: Attempt, now: datetime) -> HttpResponse:
    """Too many attempts (A15): when to come back and who helps. Says nothing about the customer number."""
    seconds = ceil((tried.retry_at - now).total_seconds()) if tried.retry_at else 60
    context = {"page_title": _("Please wait a moment"), "wait": waiting_time(seconds)}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response["Retry-After"] = str(max(seconds, 1))
    return response


def waiting_time(seconds: int) -> str:
    """ "15 minutes" or, under a minute and a half, "20 seconds"."""
    if seconds < 90:
        return ngettext("%(n)d second", "%(n)d seconds", max(seconds, 1)) % {"n": max(seconds, 1)}
    minutes = ceil(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def too_many(tried: Attempt, now: datetime) -> str:
    """The same as a line in a form."""
    seconds = ceil((tried.retry_at - now).total_seconds()) if tried.retry_at else 60
    return _("There were too many attempts. Please try again in %s.") % waiting_time(seconds)


def offer_draft(request: HttpRequest, login_id: int, customer_id: int | None, target: str) -> None:
    """Say that a half-finished form is still there (A9), unless `target` shows it anyway."""
    now = timezone.now()
    customer = customer_at(login_id=login_id, number="", customer_id=customer_id, now=now)
    draft = newest_draft(login_id=login_id, customer_id=customer, now=now) if customer else None
    if draft is None or draft.path == urlsplit(target).path:
        return
    text = _("What you had typed on {at} is still there.").format(at=moment_text(draft.created_at))
    link = _("Go on filling in the form")
    messages.info(request, format_html('{} <a href="{}">{}</a>', text, draft.url, link))


def back_to_login_when_over(view: View) -> View:
    """A step that is no longer open sends back to the login page and says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except StepOver as over:
            messages.warning(request, str(over))
            return see("accounts:login")

    return guarded
