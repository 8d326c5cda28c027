"""Mails that left or wait, as the service centre sees them: whether they went, and what stood in them."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.outbox.models import OutgoingMail
from portal.shell.admin_base import ReadOnlyAdmin


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """A mail with a secret (one-time password, link) shows no text, sent or not. Each look is in the trail."""

    list_display = ["created_at", "subject", "to", "kind", "state", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["to__exact", "subject__startswith"]
    search_help_text = gettext_lazy("Whole e-mail address, or the start of a subject")
    ordering = ["-created_at", "-id"]
    fields = ["to", "subject", "shown_text", "kind", "language", "state", "created_at", "sent_at", "tries", "last_error"]
    readonly_fields = ["shown_text"]
    sensitive = True

    @admin.display(description=gettext_lazy("text"))
    def shown_text(self, mail: Any) -> str:
        return _("This mail holds a secret and is not shown.") if mail.is_secret else mail.text
