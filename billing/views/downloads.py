"""PDF, XML and ZIP of invoices (E2, E6). Every download is in the audit trail."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from accounts.models import CustomerKind
from billing import queries
from billing.models import Invoice
from billing.papers import PaperUnavailable, document_for, xml_of
from billing.papers.documents import file_name, read
from portal.access.access import Access
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.audit.trail import record
from portal.lib.columns import wall_time
from portal.lib.http_files import file_headers
from portal.lib.zip_streams import Member, zip_stream

from .doors import online_invoices, paper_or_apology

CHOICE = "rechnung"  # repeated parameter: the slugs of the chosen invoices
ALL = "alle"
APOLOGY = gettext_noop("Invoice %(number)s cannot be shown at the moment. Please try again later.")


@requires(Scope.INVOICES)
@online_invoices
@paper_or_apology
@require_safe
def pdf(request: CustomerRequest, slug: str) -> HttpResponseBase:
    """The paper, to look at in the browser or to keep."""
    found = _invoice(request, slug)
    now = timezone.now()
    content = read(document_for(found, now))
    note_download(found, request.access, now, "pdf")
    headers = file_headers(file_name(found, "pdf"), inline=True)
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires(Scope.INVOICES)
@online_invoices
@paper_or_apology
@require_safe
def xml(request: CustomerRequest, slug: str) -> HttpResponseBase:
    """The e-invoice as it came in, for bookkeeping."""
    found = _invoice(request, slug)
    content = xml_of(found)
    note_download(found, request.access, timezone.now(), "xml")
    return HttpResponse(
        content, content_type="application/xml", headers=file_headers(file_name(found, "xml"))
    )


@requires(Scope.INVOICES)
@online_invoices
@require_safe
def zip_archive(request: CustomerRequest) -> HttpResponseBase:
    """The chosen invoices in one archive; businesses get the e-invoices as well."""
    slugs = request.GET.getlist(CHOICE)
    if ALL in request.GET:
        found = list(queries.archive_of(request.access).select_related("customer"))
    else:
        found = list(queries.chosen(request.access, slugs))
    if not found:
        messages.warning(request, _("Please choose at least one invoice."))
        return redirect("billing:archive")
    now = timezone.now()
    for invoice in found:
        note_download(invoice, request.access, now, "zip")
    with_xml = request.customer.kind == CustomerKind.BUSINESS  # type: ignore[attr-defined]
    name = " ".join((_("Invoices"), f"{request.access.customer_number}.zip"))
    return StreamingHttpResponse(
        zip_stream(_members(found, now, with_xml=with_xml, apology=_(APOLOGY))),
        content_type="application/zip",
        headers=file_headers(name),
    )


def note_download(invoice: Invoice, access: Access, now: datetime, form: str) -> None:
    """Invoices tell how somebody lives: who took which one away can be found out later."""
    record(
        "invoice.downloaded",
        actor=access.actor,
        now=now,
        customer_id=invoice.customer_id,
        subject=invoice,
        new={"form": form},
    )


def _invoice(request: CustomerRequest, slug: str) -> Invoice:
    found: Invoice = get_object_or_404(
        queries.archive_of(request.access).select_related("customer"), slug=slug
    )
    return found


def _members(invoices: Iterable[Invoice], now: datetime, *, with_xml: bool, apology: str) -> Iterator[Member]:
    """The papers one by one, each made only when its turn comes. One that cannot be made leaves a note in its
    place, for the answer is already on its way."""
    modified = wall_time(now)
    for invoice in invoices:
        try:
            content = read(document_for(invoice, now))
            yield Member(file_name(invoice, "pdf"), [content], modified=modified)
            if with_xml:
                yield Member(file_name(invoice, "xml"), [xml_of(invoice)], modified=modified)
        except PaperUnavailable:
            text = apology % {"number": invoice.number}
            yield Member(file_name(invoice, "txt"), [text.encode("utf-8-sig")], modified=modified)
