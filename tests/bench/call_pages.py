"""Pages of call records (performance.md): any sort or filter inside an invoice of 167,000 calls takes at most 150 ms
in the database; the first page costs at most 1.3 times as much at 30 M rows as at 1 M.

BENCH_ROWS is the larger number of rows in the second measurement (default 3 M; the smaller is a thirtieth).
Times are the best of several runs: other work on the machine only adds.
"""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from billing.calls.filters import CallFilter
from billing.calls.listing import COLUMNS, DEFAULT_SORT, calls_on, page_of
from billing.calls.summary import summary_of, totals_of
from billing.models import Invoice
from billing.partitions import attach
from portal.access.access import Access
from portal.access.scope import Scope
from tests.bench._call_rows import fill, fill_for_others
from tests.bench.measuring import Stopwatch
from tests.billing.archive import make_invoice
from tests.cast import Person, log_in, make_person

LARGE = int(os.environ.get("BENCH_CALLS_OF_INVOICE", "167000"))
TYPICAL = 200
MANY = int(os.environ.get("BENCH_ROWS", "3000000"))
FEW = MANY // 30
DAYS = (date(2026, 11, 5), date(2026, 10, 5), date(2026, 9, 5))
TRIES = 5
FILTERS = (
    {"suche": "mobil 0171"},
    {"suche": "öster"},
    {"ziel": "0171 12"},
    {"zone": "Ortsgespräch"},
    {"art": "sms"},
    {"von": "2026-10-10", "bis": "2026-10-20"},
    {"dauer": "30"},
    {"betrag": "5"},
    {"rufnummer": "05137000007"},
)


def run() -> None:
    person = make_person("4800000001")
    large, few, many = (make_invoice(person.customer, issued_on=day) for day in DAYS)
    for day in DAYS:
        with transaction.atomic():
            attach(day)
    fill(large, LARGE)
    _inside_a_large_invoice(large, person)
    for invoice, others in ((few, FEW), (many, MANY)):
        fill_for_others(invoice.dispatched_on, others)
        fill(invoice, TYPICAL)
    _first_page(few, many, person)


def _inside_a_large_invoice(invoice: Invoice, person: Person) -> None:
    _analyze()
    access = _access_of(person)
    whole = calls_on(invoice, access)
    sorts = [sign + column.key for column in COLUMNS for sign in ("", "-")]
    counting = best(lambda: whole.count())
    first = {sort: best(lambda s=sort: page_of(whole, whole, s, slice(0, 20), LARGE)) for sort in sorts}
    middle = slice(LARGE // 2 - 20, LARGE // 2)
    middles = {sort: best(lambda s=sort: page_of(whole, whole, s, middle, LARGE), 2) for sort in sorts}
    last = {
        sort: best(lambda s=sort: page_of(whole, whole, s, slice(LARGE - 20, LARGE), LARGE), 2)
        for sort in sorts
    }
    print(f"call_pages: an invoice of {LARGE} calls; counting them takes {counting * 1000:.0f} ms")
    for title, times in (("first page", first), ("last page", last), ("page in the middle", middles)):
        _print_worst(f"sort, {title}", times, counting)
    summary = summary_of(invoice, access)
    totals, pages = {}, {}
    for query in FILTERS:
        form = CallFilter(query, summary=summary)
        found = form.applied_to(whole)
        assert not form.errors, form.errors
        name = " ".join(query.values())
        count = totals_of(found).count
        totals[name] = best(lambda f=found: totals_of(f))
        pages[name] = best(lambda f=found, c=count: page_of(f, whole, DEFAULT_SORT, slice(0, 20), c))
    _print_worst("filter, totals", totals, counting)
    _print_worst("filter, first page", pages, counting)


def _first_page(few: Invoice, many: Invoice, person: Person) -> None:
    _analyze()
    client = log_in(Client(HTTP_HOST="localhost"), person.login)
    times = {}
    for _round in range(3):
        for invoice in (few, many):
            address = reverse("billing:calls", args=[invoice.slug])
            assert client.get(address).status_code == 200
            time = best(lambda a=address: client.get(a), 20)
            times[invoice.pk] = min(time, times.get(invoice.pk, time))
    ratio = times[many.pk] / times[few.pk]
    print(
        f"call_pages: first page at {MANY} rows {times[many.pk] * 1000:.1f} ms,"
        f" at {FEW} rows {times[few.pk] * 1000:.1f} ms: {ratio:.2f}× (target 1.3×)"
    )


def best(work: Callable[[], object], tries: int = TRIES) -> float:
    times = []
    for _ in range(tries):
        watch = Stopwatch()
        work()
        times.append(watch.seconds)
    return min(times)


def _print_worst(title: str, times: dict[str, float], counting: float) -> None:
    name = max(times, key=lambda key: times[key])
    usual = sorted(times.values())[len(times) // 2]
    print(
        f"call_pages: {title}: {usual * 1000:.0f} ms usually, {times[name] * 1000:.0f} ms at worst ({name};"
        f" {times[name] / counting:.1f} × counting; target 150 ms)"
    )


def _access_of(person: Person) -> Access:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Access(
        1,
        "customer",
        "",
        "de",
        1,
        now,
        customer_id=person.customer.pk,
        customer_ids=(person.customer.pk,),
        scope=Scope.FULL,
    )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE call_records")
