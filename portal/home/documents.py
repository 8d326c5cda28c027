"""The documents page: what was issued to the customer, from every room (C13)."""

import logging

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.audit.trail import record
from portal.documents import store
from portal.documents.kinds import issued_to, kinds_for, listed_for
from portal.lib.http_files import file_headers
from portal.shell.tables import Column, TableState

from .forms import DocumentFilter

log = logging.getLogger(__name__)

COLUMNS = (
    Column("datum", gettext_lazy("Date"), "created_at"),
    Column("titel", gettext_lazy("Document"), "title"),
    Column("art", gettext_lazy("Kind")),
    Column("groesse", gettext_lazy("Size"), "size", numeric=True),
)
SHOWN = ("kind", "title", "created_at", "size")


@requires(Scope.READ)
@require_safe
def documents(request: CustomerRequest) -> HttpResponse:
    """Every paper this login may see, newest first; invoices have a page of their own."""
    kinds = kinds_for(request.access)
    form = DocumentFilter(request.GET, kinds=kinds)
    found = listed_for(request.access)
    if form.kind:
        found = found.filter(form.kind.issued)
    table = TableState.from_query(request.GET, COLUMNS, "-datum", filters=form.chips())
    pager = table.pager(found.count())
    titles = {kind.key: kind.title for kind in kinds}
    papers = found.order_by(*table.ordering).only(*SHOWN)[pager.slice]
    context = {
        "page_title": _("Documents"),
        "form": form,
        "table": table,
        "pager": pager,
        "rows": [(paper, titles[paper.kind]) for paper in papers],
    }
    return render(request, "home/documents.html", context)


@requires(Scope.READ)
@require_safe
def document(request: CustomerRequest, document_id: int) -> HttpResponse:
    """One paper as a file. 403 for an own paper that this login may not see; an apology when it is damaged."""
    paper = get_object_or_404(issued_to(request.access), pk=document_id)
    if paper.kind not in {kind.key for kind in kinds_for(request.access)}:
        raise PermissionDenied
    try:
        content = store.read(paper)
    except store.DocumentDamaged:
        log.exception("document %s is damaged", paper.pk)
        context = {"page_title": _("This document cannot be shown at the moment"), "paper": paper}
        return render(request, "home/document_damaged.html", context, status=503)
    record(
        "document.downloaded",
        actor=request.access.actor,
        now=timezone.now(),
        customer_id=paper.customer_id,
        subject=paper,
        new={"kind": paper.kind, "title": paper.title},
    )
    return HttpResponse(content, content_type=paper.content_type, headers=file_headers(paper.filename))
