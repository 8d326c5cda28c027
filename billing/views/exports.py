"""The invoice list and the lines of an invoice as CSV and XLSX (E6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing import exports, queries
from billing.forms import ArchiveFilter
from billing.papers.documents import paper_title
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.audit.trail import record
from portal.lib import csv_files, xlsx_files
from portal.lib.columns import Cell, Column
from portal.lib.http_files import file_headers
from portal.lib.zip_streams import safe_file_name

from .doors import online_invoices
from .downloads import note_download

CSV = "csv"
XLSX = "xlsx"
PLAIN = "plain"


@requires(Scope.INVOICES)
@online_invoices
@require_safe
def invoice_list(request: CustomerRequest, ending: str) -> HttpResponseBase:
    """What the archive shows under the same filter."""
    invoices = list(queries.archive_of(request.access).select_related("customer").without_frozen())
    shown = ArchiveFilter(request.GET, invoices=invoices).matching()
    _note_export(request, timezone.now(), ending, len(shown))
    name = " ".join((_("Invoices"), request.access.customer_number))
    return table_response(request, exports.list_columns(), exports.list_rows(shown), name=name, ending=ending)


@requires(Scope.INVOICES)
@online_invoices
@require_safe
def invoice_lines(request: CustomerRequest, slug: str, ending: str) -> HttpResponseBase:
    """The lines of one invoice."""
    invoice = get_object_or_404(
        queries.archive_of(request.access).select_related("customer").without_frozen(), slug=slug
    )
    note_download(invoice, request.access, timezone.now(), ending)
    return table_response(
        request,
        exports.line_columns(),
        exports.line_rows(invoice),
        name=" ".join((paper_title(invoice), _("lines"))),
        ending=ending,
    )


def table_response(
    request: CustomerRequest,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    name: str,
    ending: str,
) -> StreamingHttpResponse:
    """A table as German CSV, as plain CSV (`?form=plain`) or as XLSX."""
    content: Iterator[bytes]
    if ending == XLSX:
        content, kind = xlsx_files.xlsx_stream(columns, rows, title=_("Invoices")), xlsx_files.CONTENT_TYPE
    else:
        dialect = csv_files.PLAIN if request.GET.get("form") == PLAIN else csv_files.GERMAN
        content, kind = csv_files.csv_stream(columns, rows, dialect), "text/csv; charset=utf-8"
    headers = file_headers(safe_file_name(f"{name}.{ending}"))
    return StreamingHttpResponse(content, content_type=kind, headers=headers)


def _note_export(request: CustomerRequest, now: datetime, ending: str, count: int) -> None:
    record(
        "invoices.exported",
        actor=request.access.actor,
        now=now,
        customer_id=request.access.customer_id,
        new={"form": ending, "invoices": count},
    )
