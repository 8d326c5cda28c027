"""Mails to read again (requirement L5). Secrets were masked when the mail was written."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.outbox.models import OutgoingMail
from portal.shell.tables import Column, TableState

COLUMNS = (
    Column("datum", gettext_lazy("Date"), "created_at"),
    Column("betreff", gettext_lazy("Subject"), "subject"),
    Column("an", gettext_lazy("Sent to"), "to"),
)


@requires(Scope.READ)
@require_safe
def messages_list(request: CustomerRequest) -> HttpResponse:
    """Every mail to this customer, newest first."""
    mails = OutgoingMail.objects.visible_to(request.access)
    table = TableState.from_query(request.GET, COLUMNS, "-datum")
    pager = table.pager(mails.count())
    shown = mails.order_by(*table.ordering).only("subject", "to", "created_at", "state")[pager.slice]
    context = {"page_title": _("Messages"), "table": table, "pager": pager, "mails": shown}
    return render(request, "accounts/messages.html", context)


@requires(Scope.READ)
@require_safe
def message(request: CustomerRequest, mail_id: int) -> HttpResponse:
    """One mail as text."""
    mail = get_object_or_404(OutgoingMail.objects.visible_to(request.access), pk=mail_id)
    return render(request, "accounts/message.html", {"page_title": mail.subject, "mail": mail})
