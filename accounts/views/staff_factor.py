"""Setting up the second factor: mandatory before anything else opens (requirements A13, K1)."""

from base64 import b32encode
from io import BytesIO
from typing import Any

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from two_factor.utils import get_otpauth_url

from accounts.forms.staff import FactorForm
from accounts.models import Login
from accounts.operations.staff_factor import FactorExists, WrongCode, renew_recovery_codes, set_up_factor
from portal.access.decorators import staff, staff_without_factor
from portal.access.requests import CustomerRequest

KEY = "staff_factor_key"  # session: the key shown on this very session's setup page


@staff_without_factor
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def factor_setup(request: CustomerRequest) -> HttpResponse:
    """Show the key once per session and take the first code of the app."""
    login = _login_of(request)
    if request.user.is_verified():  # type: ignore[union-attr]
        return redirect("admin:index")
    if _has_factor(login):
        logout(request)  # a password alone must not add a second app
        return redirect("staff_login")
    form = FactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = set_up_factor(
                login=login,
                key=_key_of(request),
                token=form.cleaned_data["token"],
                actor=request.access.actor,
                now=timezone.now(),
            )
        except WrongCode:
            form.add_error("token", _("This code does not fit. Please type the one the app shows now."))
        except FactorExists:
            logout(request)
            return redirect("staff_login")
        else:
            del request.session[KEY]
            otp_login(request, device)
            return _codes_page(request, codes)
    return render(request, "accounts/staff_factor.html", {"form": form, "secret": _spelled(_key_of(request))})


@staff_without_factor
@never_cache
@require_GET
def factor_image(request: CustomerRequest) -> HttpResponse:
    """The key as QR code, for this session only."""
    if KEY not in request.session or _has_factor(_login_of(request)):
        raise Http404
    address = get_otpauth_url(
        accountname=request.access.identifier,
        issuer=f"{settings.BRAND.portal_name} {settings.BRAND.name}",
        secret=_base32(_key_of(request)),
    )
    picture = BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathFillImage, border=4).save(picture)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: CustomerRequest) -> HttpResponse:
    """How many codes are left; a POST prints a fresh sheet."""
    login = _login_of(request)
    if request.method == "POST":
        codes = renew_recovery_codes(login=login, actor=request.access.actor, now=timezone.now())
        return _codes_page(request, codes)
    sheet = login.recoverydevice_set.first()
    return render(request, "accounts/staff_recovery.html", {"left": sheet.left if sheet else 0})


def _codes_page(request: CustomerRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/staff_codes.html", {"codes": codes})


def _login_of(request: CustomerRequest) -> Login:
    return Login.objects.get(pk=request.access.login_id)


def _has_factor(login: Login) -> bool:
    return TOTPDevice.objects.filter(user=login, confirmed=True).exists()


def _key_of(request: CustomerRequest) -> str:
    """Twenty random bytes as hex, made once per session."""
    key: Any = request.session.get(KEY)
    if key is None:
        key = request.session[KEY] = random_hex(20)
    return str(key)


def _base32(key: str) -> str:
    return b32encode(bytes.fromhex(key)).decode()


def _spelled(key: str) -> str:
    """The key in groups of four, to be typed where no camera is."""
    letters = _base32(key)
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))
