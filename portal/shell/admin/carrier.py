"""What goes to the carrier and what came from it, as the service centre sees it (C7, L4)."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access.decorators import staff
from portal.access.requests import CustomerRequest
from portal.carrier.models import CarrierCall, CarrierEvent, CarrierMessage, MessageState
from portal.carrier.operations import MessageError, retry_message
from portal.shell.admin_base import ReadOnlyAdmin
from portal.shell.formats import moment_text


@admin.register(CarrierMessage)
class CarrierMessageAdmin(ReadOnlyAdmin):
    """Orders and cancellations on their way. Passwords are never shown; each look is in the trail."""

    list_display = ["order_number", "action", "state", "created_at", "age", "tries", "next_try", "last_error"]
    list_filter = ["state", "action"]
    search_fields = ["order_number__exact", "reference__exact"]
    search_help_text = gettext_lazy("Order number, or the carrier’s number")
    ordering = ["-created_at", "-id"]
    fields = [
        "order_number",
        "action",
        "state",
        "created_at",
        "next_try",
        "tries",
        "last_error",
        "give_up_at",
        "sent_at",
        "reference",
        "content",
    ]
    readonly_fields = ["next_try", "content"]
    change_form_template = "admin/carrier/message.html"
    sensitive = True

    @admin.display(description=gettext_lazy("age"))
    def age(self, message: CarrierMessage) -> str:
        return timesince(message.created_at) if message.state == MessageState.WAITING else "–"

    @admin.display(description=gettext_lazy("next try"), ordering="due_at")
    def next_try(self, message: CarrierMessage) -> str:
        """A dash once the message was handed over, refused or taken back."""
        return moment_text(message.due_at) if message.state == MessageState.WAITING else "–"

    @admin.display(description=gettext_lazy("content"))
    def content(self, message: CarrierMessage) -> SafeString:
        return _readable(message.payload)

    def get_urls(self) -> list[Any]:
        own = path("<int:pk>/erneut/", message_retry, name="carrier_carriermessage_retry")
        return [own, *super().get_urls()]


@staff
@require_POST
def message_retry(request: CustomerRequest, pk: int) -> HttpResponse:
    """Hand a message over now."""
    if not request.user.has_perms(["carrier.retry_carriermessage", "carrier.view_carriermessage"]):
        raise PermissionDenied
    message = get_object_or_404(CarrierMessage, pk=pk)
    try:
        retry_message(message=message, actor=request.access.actor, now=timezone.now())
    except MessageError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message is on its way to the carrier."))
    return redirect("admin:carrier_carriermessage_change", pk)


@admin.register(CarrierCall)
class CarrierCallAdmin(ReadOnlyAdmin):
    """What was called and how it went, for 90 days; never what was said."""

    list_display = [
        "at",
        "order_number",
        "action",
        "method",
        "status_code",
        "outcome",
        "milliseconds",
        "error",
    ]
    list_display_links = ["at"]
    list_filter = ["outcome", "action", "at"]
    search_fields = ["order_number__exact"]
    search_help_text = gettext_lazy("Order number")
    ordering = ["-at", "-id"]


@admin.register(CarrierEvent)
class CarrierEventAdmin(ReadOnlyAdmin):
    """What the carrier told us unasked, and what became of it."""

    list_display = ["received_at", "order_number", "state", "event_time", "note"]
    list_display_links = ["received_at"]
    list_filter = ["note", "state"]
    search_fields = ["order_number__exact", "event_id__exact"]
    search_help_text = gettext_lazy("Order number, or the carrier’s number of the event")
    ordering = ["-received_at", "-id"]
    fields = ["event_id", "event_time", "order_number", "state", "received_at", "note", "content"]
    readonly_fields = ["content"]

    @admin.display(description=gettext_lazy("content"))
    def content(self, event: CarrierEvent) -> SafeString:
        return _readable(event.body)


def _readable(values: dict[str, Any]) -> SafeString:
    return format_html("<pre>{}</pre>", json.dumps(values, ensure_ascii=False, indent=2))
