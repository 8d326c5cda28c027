"""The call records of an invoice (EVN): list, files, analysis (F1–F7)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing import queries
from billing.calls import analysis as analyse
from billing.calls.filters import CallFilter
from billing.calls.listing import COLUMNS, DEFAULT_SORT, calls_on, ordering, page_of
from billing.calls.rows import row_of
from billing.calls.streaming import csv_file, xlsx_file
from billing.calls.summary import Summary, summary_of, totals_of
from billing.calls.visibility import call_lists
from billing.models import Invoice
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib import csv_files, xlsx_files
from portal.lib.http_files import file_headers
from portal.lib.periods import visible_until
from portal.lib.zip_streams import safe_file_name
from portal.shell.tables import TableState

from .doors import online_invoices
from .downloads import note_download
from .exports import CSV, PLAIN, XLSX

WHOLE = "alles"
ListView = Callable[[CustomerRequest, Invoice], HttpResponseBase]


def open_list(view: ListView) -> Callable[[CustomerRequest, str], HttpResponseBase]:
    """Finds the invoice; answers 410 where its call records are no longer shown (F1, F6).

    Stands below `online_invoices`.
    """

    @wraps(view)
    def checked(request: CustomerRequest, slug: str) -> HttpResponseBase:
        invoices = queries.listed(request.access)
        invoice = next((found for found in invoices if found.slug == slug), None)
        if invoice is None:
            raise Http404
        state = call_lists(invoices, now=timezone.now())[invoice.pk]
        if not state.is_open:
            context = {"page_title": _("Call records"), "invoice": invoice, "state": state.value}
            return render(request, "billing/calls_gone.html", context, status=410)
        return view(request, invoice)

    return checked


@requires(Scope.INVOICES_AND_CALLS)
@online_invoices
@open_list
@require_safe
def calls(request: CustomerRequest, invoice: Invoice) -> HttpResponseBase:
    """The list: sorted, filtered, paged by what the address says (F2)."""
    summary = summary_of(invoice, request.access)
    form, table = _state(request, summary)
    whole = calls_on(invoice, request.access)
    chosen = form.applied_to(whole)
    totals = totals_of(chosen) if table.filters else summary.totals
    pager = table.pager(totals.count)
    found = page_of(chosen, whole, table.sort, pager.slice, totals.count)
    context = {
        "page_title": _("Call records"),
        "invoice": invoice,
        "visible_until": visible_until(invoice.dispatched_on),
        "form": form,
        "table": table,
        "pager": pager,
        "totals": totals,
        "rows": [row_of(call) for call in found],
        "labels": {column.key: column.label for column in COLUMNS},
        "is_whole": not table.filters,
        "query": table.link(),
        "plain_query": _with_plain(table.link()),
    }
    return render(request, "billing/calls.html", context)


@requires(Scope.INVOICES_AND_CALLS)
@online_invoices
@open_list
@require_safe
def calls_csv(request: CustomerRequest, invoice: Invoice) -> HttpResponseBase:
    return _file(request, invoice, CSV)


@requires(Scope.INVOICES_AND_CALLS)
@online_invoices
@open_list
@require_safe
def calls_xlsx(request: CustomerRequest, invoice: Invoice) -> HttpResponseBase:
    return _file(request, invoice, XLSX)


@requires(Scope.INVOICES_AND_CALLS)
@online_invoices
@open_list
@require_safe
def call_analysis(request: CustomerRequest, invoice: Invoice) -> HttpResponseBase:
    """Pictures of when, where to and at what cost, each with its table (F7)."""
    summary = summary_of(invoice, request.access)
    whole = calls_on(invoice, request.access)
    times = analyse.times_of(whole)
    context: dict[str, Any] = {
        "page_title": _("Analysis of the calls"),
        "invoice": invoice,
        "totals": summary.totals,
        "weekdays": analyse.weekday_chart(times),
        "hours": analyse.hour_chart(times),
        "unknown": times.unknown,
        "zones": analyse.by_cost(summary.zones, unnamed=_("without a zone")),
        "numbers": analyse.by_cost(summary.own_numbers),
        "destinations": analyse.by_calls(analyse.top_destinations(whole)),
    }
    return render(request, "billing/call_analysis.html", context)


def _state(request: CustomerRequest, summary: Summary) -> tuple[CallFilter, TableState]:
    form = CallFilter(request.GET, summary=summary)
    return form, TableState.from_query(request.GET, COLUMNS, DEFAULT_SORT, filters=form.chips())


def _with_plain(query: str) -> str:
    return f"{query}{'&' if len(query) > 1 else ''}form={PLAIN}"


def _file(request: CustomerRequest, invoice: Invoice, ending: str) -> HttpResponseBase:
    """What the page shows under the same address, in its order, or all of it with `?alles=1`."""
    form, table = _state(request, summary_of(invoice, request.access))
    wanted = calls_on(invoice, request.access)
    if WHOLE not in request.GET:
        if form.errors:
            page = reverse("billing:calls", args=[invoice.slug])
            return redirect(f"{page}?{request.GET.urlencode()}")
        wanted = form.applied_to(wanted)
    wanted = wanted.order_by(*ordering(table.sort))
    title = _("Call records")
    note_download(invoice, request.access, timezone.now(), f"calls.{ending}")
    headers = file_headers(safe_file_name(f"{title} {invoice.number}.{ending}"))
    if ending == XLSX:
        content, kind = xlsx_file(wanted, title=title), xlsx_files.CONTENT_TYPE
    else:
        dialect = csv_files.PLAIN if request.GET.get("form") == PLAIN else csv_files.GERMAN
        content, kind = csv_file(wanted, dialect), "text/csv; charset=utf-8"
    return StreamingHttpResponse(content, content_type=kind, headers=headers)
