"""Mails that left or wait, as the service centre sees them: whether they went, and what stood in them."""

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
from portal.outbox.models import OutgoingMail
from portal.outbox.operations import retry_mail
from portal.outbox.render import MailError
from portal.shell.admin_base import ReadOnlyAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """A mail with a secret (one-time password, link) shows no text, sent or not. Each look is in the trail."""

    list_display = ["created_at", "subject", "to", "kind", "state", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["to__exact", "subject__startswith"]
    search_help_text = gettext_lazy("Whole e-mail address, or the start of a subject")
    ordering = ["-created_at", "-id"]
    fields = [
        "to",
        "subject",
        "shown_text",
        "kind",
        "language",
        "state",
        "created_at",
        "sent_at",
        "tries",
        "last_error",
    ]
    readonly_fields = ["shown_text"]
    change_form_template = "admin/mail/page.html"
    sensitive = True

    @admin.display(description=gettext_lazy("text"))
    def shown_text(self, mail: Any) -> str:
        return _("This mail holds a secret and is not shown.") if mail.is_secret else mail.text

    def get_urls(self) -> list[Any]:
        own = path("<int:pk>/erneut/", mail_retry, name="outbox_outgoingmail_retry")
        return [own, *super().get_urls()]


@staff
@require_POST
def mail_retry(request: CustomerRequest, pk: int) -> HttpResponse:
    """Send a failed mail again."""
    if not request.user.has_perm("outbox.view_outgoingmail"):
        raise PermissionDenied
    try:
        retry_mail(
            mail=get_object_or_404(OutgoingMail, pk=pk), actor=request.access.actor, now=timezone.now()
        )
    except MailError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The mail is on its way again."))
    return redirect("admin:outbox_outgoingmail_change", pk)
