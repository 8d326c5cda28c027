"""Deny by default: loads the access of the request and holds it against what the view declared."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.access.access import Access
from portal.access.decorators import Need
from portal.access.foreign import foreign_need
from portal.access.requests import PortalRequest
from portal.access.signals import late_form

STEP_KEY = "first_login"  # session: {"login": id, "step": name, …}, written by accounts.first_login


class AccessMiddleware:
    """Sets `request.access` (None for strangers) and decides before any view runs."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.load_access = import_string(settings.ACCESS_LOADER)

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.access = None
        request.expired_login_id = None
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
        for_staff = need.who in ("staff", "staff_setup")
        login_page = reverse("staff_login" if for_staff else settings.LOGIN_URL)
        if request.method == "POST" and request.expired_login_id is not None:
            late_form.send(sender=type(self), request=request, login_id=request.expired_login_id)
        target = request.get_full_path() if request.method == "GET" else request.path
        parameter = "next" if for_staff else "weiter"
        return redirect(f"{login_page}?{urlencode({parameter: target})}" if target != "/" else login_page)

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
        if need.fresh_proof and not access.proof_is_fresh(
            timezone.now(), seconds=settings.FRESH_PROOF_SECONDS
        ):
            target = request.get_full_path()
            return redirect(f"{reverse('accounts:prove')}?{urlencode({'weiter': target})}")
        return None
