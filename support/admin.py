"""Contact messages in the service centre: read, answer by mail, mark as done (J2)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.shell.admin_base import ReadOnlyAdmin
from portal.shell.staff_groups import StaffGroup, grant
from support.models import ContactMessage
from support.operations import finish_message

grant(
    "support.view_contactmessage",
    "support.change_contactmessage",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD),
)


@admin.register(ContactMessage)
class ContactMessageAdmin(ReadOnlyAdmin):
    """Only the state changes, by its own button."""

    list_display = ["created_at", "topic", "name", "customer_number", "state"]
    list_display_links = ["created_at", "topic"]
    list_filter = ["state", "topic"]
    search_fields = ["name", "email", "customer_number"]
    search_help_text = gettext_lazy("Name, e-mail address or customer number")
    fields = [
        "state",
        "topic",
        "created_at",
        "name",
        "email",
        "phone",
        "customer_number",
        "login_customer",
        "message",
        "done_at",
        "done_by",
    ]
    change_form_template = "admin/support/message.html"
    sensitive = True

    def customer_id_of(self, subject: Any) -> int | None:
        return getattr(subject, "login_customer_id", None)

    def get_urls(self) -> list[Any]:
        own = path("<int:pk>/erledigt/", message_done, name="support_contactmessage_done")
        return [own, *super().get_urls()]


@staff
@require_POST
def message_done(request: CustomerRequest, pk: int) -> HttpResponse:
    """Somebody has answered."""
    if not request.user.has_perm("support.change_contactmessage"):
        raise PermissionDenied
    message = get_object_or_404(ContactMessage, pk=pk)
    if finish_message(message=message, actor=request.access.actor, now=timezone.now()):
        messages.success(request, _("The message is marked as done."))
    else:
        messages.info(request, _("Somebody has done so before."))
    return redirect("admin:support_contactmessage_changelist")
