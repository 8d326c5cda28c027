"""Staff: who may log in to the service centre, with which groups. Accounts come from `manage.py create_staff`."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.forms.service_centre import ReasonForm
from accounts.models import Login, LoginKind
from accounts.operations.staff_factor import remove_factor
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.shell.admin_base import AuditedModelAdmin


@admin.register(Login)
class StaffLoginAdmin(AuditedModelAdmin):
    """Names, groups and whether somebody may log in; passwords and factors never appear."""

    list_display = ["identifier", "full_name", "is_active", "group_names", "has_factor"]
    list_filter = ["is_active", "groups"]
    search_fields = ["identifier", "full_name"]
    ordering = ["identifier"]
    fields = ["identifier", "full_name", "language", "is_active", "groups", "has_factor", "last_login"]
    readonly_fields = ["identifier", "has_factor", "last_login"]
    change_form_template = "admin/staff/page.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Login]:
        factors = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        staff_only = super().get_queryset(request).filter(kind=LoginKind.STAFF)
        return staff_only.annotate(factor=Exists(factors)).prefetch_related("groups")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the trail names them; they are switched off instead

    @admin.display(description=gettext_lazy("groups"))
    def group_names(self, login: Login) -> str:
        return ", ".join(group.name for group in login.groups.all())

    @admin.display(description=gettext_lazy("second factor"), boolean=True)
    def has_factor(self, login: Any) -> bool:
        return bool(login.factor)

    def get_urls(self) -> list[Any]:
        own = path("<int:pk>/faktor-entfernen/", factor_removal, name="accounts_login_factor_removal")
        return [own, *super().get_urls()]


@staff
@require_http_methods(["GET", "POST"])
def factor_removal(request: CustomerRequest, pk: int) -> HttpResponse:
    """For staff who lost phone and recovery codes. Nobody removes their own factor."""
    login = get_object_or_404(Login, pk=pk, kind=LoginKind.STAFF)
    if not request.user.has_perm("accounts.remove_factor") or login.pk == request.access.login_id:
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        remove_factor(
            login=login,
            reason=form.cleaned_data["reason"],
            actor=request.access.actor,
            now=timezone.now(),
        )
        messages.success(request, _("The factor was removed. A new one is set up at the next login."))
        return redirect("admin:accounts_login_change", login.pk)
    context = {**admin.site.each_context(request), "login": login, "form": form}
    return render(request, "admin/staff/factor_removal.html", context)
