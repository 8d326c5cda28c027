"""The one door for staff: password, then code (requirements K1). Wraps django-two-factor-auth's wizard."""

from typing import Any

from django.contrib.auth import login as django_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from two_factor.views import LoginView
from two_factor.views.utils import IdempotentSessionWizardView

from accounts.forms.staff import DOOR, StaffPasswordForm, StaffTokenForm
from accounts.models import Login
from portal.access import throttle
from portal.access.decorators import public
from portal.access.peer import address_of
from portal.audit.trail import Actor, record
from portal.lib.masking import shorten_ip


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class StaffLoginView(LoginView):
    """Two steps; the account is logged in only after the last one. One field takes app and recovery codes."""

    template_name = "accounts/staff_login.html"
    form_list = (("auth", StaffPasswordForm), ("token", StaffTokenForm))
    condition_dict = {"token": LoginView.has_token_step}

    def get_form(self, step: str | None = None, **kwargs: Any) -> Any:
        """The wizard's own forms, not those of the library's methods."""
        form = IdempotentSessionWizardView.get_form(self, step=step, **kwargs)
        if self.show_timeout_error:
            form.cleaned_data = getattr(form, "cleaned_data", {})
            form.add_error(None, _("That took more than ten minutes. Please start again."))
        return form

    def get_context_data(self, form: Any, **kwargs: Any) -> dict[str, Any]:
        return IdempotentSessionWizardView.get_context_data(self, form=form, **kwargs)

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        """Log in, forget failures, tell the trail; without a factor the setup page is all that opens."""
        login: Login = self.get_user()
        django_login(self.request, login)
        device = getattr(login, "otp_device", None)
        tried = throttle.Attempt(DOOR, login.identifier, address_of(self.request), allowed=True)
        for _step in range(2 if device else 1):  # each step was counted once
            throttle.succeeded(tried)
        record(
            "staff.logged_in",
            actor=_actor(self.request, login),
            now=timezone.now(),
            subject=login,
            new={"factor": device.name if device else None},
        )
        return redirect(self.get_success_url() if device else "staff_factor_setup")


staff_login = public(StaffLoginView.as_view())


def _actor(request: HttpRequest, login: Login) -> Actor:
    """The middleware has not seen this login yet."""
    address = shorten_ip(address_of(request))
    return Actor(kind=login.kind, name=login.identifier, login_id=login.pk, address=address)
