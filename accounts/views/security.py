"""The security page: passwords, address, who is logged in (requirements A18, B6)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Login, LoginSession
from accounts.operations.invoice_login import invoice_access_of
from accounts.operations.own_address import pending_address
from accounts.operations.sessions import end_other_sessions, end_session
from accounts.sessions import leave
from accounts.stays import PastLogin, last_use, open_stays, past_logins
from portal.access.access import Access
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.shell.navigation import allowed, security_items
from portal.shell.tables import Column, TableState

from .places import see

HISTORY_COLUMNS = (Column("zeit", "", "at"),)


@requires(Scope.READ)
@never_cache
@require_safe
def overview(request: CustomerRequest) -> HttpResponse:
    """Everything that protects the account, with a way to change each."""
    access, now = request.access, timezone.now()
    login = Login.objects.select_related("notification_address").get(pk=access.login_id)
    context = {
        "page_title": _("Security"),
        "login": login,
        "address": getattr(login, "notification_address", None),
        "pending": pending_address(login),
        "stays": open_stays(login.pk, current_id=access.session_id, now=now),
        "invoice": _invoice_login(access) if access.may_change else None,
        "items": _items_of_other_rooms(request),
    }
    return render(request, "accounts/security.html", context)


@requires(Scope.READ)
@never_cache
@require_safe
def history(request: CustomerRequest) -> HttpResponse:
    """Logins that have ended, and attempts that failed."""
    rows = past_logins(request.access)
    table = TableState.from_query(request.GET, HISTORY_COLUMNS, "-zeit")
    pager = table.pager(rows.count())
    context = {
        "page_title": _("Login history"),
        "table": table,
        "pager": pager,
        "logins": [PastLogin(*row) for row in rows[pager.slice]],
    }
    return render(request, "accounts/login_history.html", context)


@requires(Scope.FULL)
@require_POST
def end_one(request: CustomerRequest, stay_id: int) -> HttpResponse:
    """Log a device out; one's own is logged out like with the button in the header."""
    access, now = request.access, timezone.now()
    stays = LoginSession.objects.visible_to(access).select_related("login")
    stay = get_object_or_404(stays, pk=stay_id)
    end_session(stay=stay, actor=access.actor, now=now)
    if stay.pk == access.session_id:
        leave(request)
        return see("accounts:login")
    messages.success(request, _("The device is logged out."))
    return see("accounts:security")


@requires(Scope.FULL)
@require_POST
def end_others(request: CustomerRequest) -> HttpResponse:
    """Log every other device of this login out."""
    access = request.access
    ended = end_other_sessions(
        login_id=access.login_id, kept_id=access.session_id, actor=access.actor, now=timezone.now()
    )
    text = ngettext("%(n)d other device is logged out.", "%(n)d other devices are logged out.", ended)
    messages.success(request, text % {"n": ended})
    return see("accounts:security")


def _items_of_other_rooms(request: CustomerRequest) -> list[tuple[str, Mapping[str, Any]]]:
    """Template and context of each card that another room adds for this customer."""
    offered = [item for item in security_items if allowed(item.minimum_scope, request.access.scope)]
    return [(item.template, context) for item in offered if (context := item.context(request)) is not None]


def _invoice_login(access: Access) -> dict[str, object]:
    """The invoice password: is there one, what does it show, who is inside with it?"""
    granted = invoice_access_of(access.customer_id or 0)
    if granted is None:
        return {"login": None}
    return {
        "login": granted.login,
        "shows_calls": granted.scope >= Scope.INVOICES_AND_CALLS,
        "last_use": last_use(granted.login_id),
        "stays": open_stays(granted.login_id, current_id=None, now=timezone.now()),
    }
