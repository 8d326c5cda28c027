"""Deny by default: loads the access of the request and holds it against what the view declared."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.access.access import Access
from portal.access.decorators import Need
from portal.access.foreign import foreign_need
from portal.access.requests import PortalRequest
from portal.access.signals import late_form

# accounts.SessionEnd → what the login page's address says; anything else is not told.
REASONS = {"idle": "untaetig", "too_old": "dauer"}
STEP_KEY = "first_login"  # session: {"login": id, "step": name, …}, written by accounts.first_login


class AccessMiddleware:
    """Sets `request.access` (None for strangers) and decides before any view runs."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.load_access = import_string(settings.ACCESS_LOADER)

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.access = None
        request.ended_stay = None
        response = self.get_response(request)
        if request.access is not None or STEP_KEY in request.session:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: PortalRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        need: Need | None = getattr(view, "access_need", None) or foreign_need(view)
        if need is None:
            raise PermissionDenied(f"{view.__module__}.{getattr(view, '__name__', view)} declares no access")
        request.access = self.load_access(request, passive=need.passive)
        if need.who == "public":
            return None
        if need.who == "step":
            return self._check_step(request, need)
        if request.access is None:
            return self._ask_to_log_in(request, need)
        if need.who in ("staff", "staff_setup"):
            return self._check_staff(request, request.access, need)
        return self._check_customer(request, request.access, need)

    def _check_step(self, request: PortalRequest, need: Need) -> HttpResponse | None:
        if request.session.get(STEP_KEY, {}).get("step") == need.step:
            return None
        return redirect("accounts:login")

    def _ask_to_log_in(self, request: PortalRequest, need: Need) -> HttpResponse:
        if need.who in ("staff", "staff_setup"):
            target = request.get_full_path() if request.method == "GET" else request.path
            return redirect(_with(reverse("staff_login"), next=target))
        ended = request.ended_stay
        if ended is not None:
            _keep_form(request, ended.login_id, ended.customer_id)
        reason = REASONS.get(ended.end, "") if ended is not None else ""
        return redirect(_with(reverse(settings.LOGIN_URL), grund=reason, weiter=page_of(request)))

    def _check_staff(self, request: PortalRequest, access: Access, need: Need) -> HttpResponse | None:
        if not access.is_staff:
            raise PermissionDenied
        if need.who == "staff" and not request.user.is_verified():  # type: ignore[union-attr]
            return redirect("staff_factor_setup")
        return None

    def _check_customer(self, request: PortalRequest, access: Access, need: Need) -> HttpResponse | None:
        if access.is_staff:
            return redirect("admin:index")
        if need.scope is None or not access.allows(need.scope):
            raise PermissionDenied
        posted_for = request.POST.get("_customer") if request.method == "POST" else None
        if posted_for is not None and posted_for != access.customer_number:
            return render(request, "shell/other_customer.html", {"posted_for": posted_for}, status=409)
        return ask_for_proof(request, access) if need.fresh_proof else None


def ask_for_proof(request: HttpRequest, access: Access) -> HttpResponse | None:
    """The way to the password page when the last proof is too old (A14); None when it is fresh enough.

    The middleware asks for views that declare it; a view whose need depends on what is asked for calls it itself,
    before it reads or does anything.
    """
    if access.proof_is_fresh(timezone.now(), seconds=settings.FRESH_PROOF_SECONDS):
        return None
    _keep_form(request, access.login_id, access.customer_id)
    posted = "1" if request.method == "POST" else ""
    return redirect(_with(reverse("accounts:prove"), weiter=page_of(request), formular=posted))


def _keep_form(request: HttpRequest, login_id: int, customer_id: int | None) -> None:
    if request.method == "POST":
        late_form.send(sender=AccessMiddleware, request=request, login_id=login_id, customer_id=customer_id)


def page_of(request: HttpRequest) -> str:
    """The page to come back to: this one, or the one whose form was posted (the browser names it)."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    shown = urlsplit(request.headers.get("Referer", ""))
    if shown.netloc != request.get_host() or not shown.path.startswith("/"):
        return request.path
    return f"{shown.path}?{shown.query}" if shown.query else shown.path


def _with(page: str, **parameters: str) -> str:
    """`page` with those parameters that say something; the start page need not be named."""
    said = {name: value for name, value in parameters.items() if value and value != "/"}
    return f"{page}?{urlencode(said)}" if said else page
