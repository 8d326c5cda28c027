"""Every page of a customer beside the smallest logged-in page of the same stack (performance.md): at most 3 times as
long, at most 10 queries, with 30 products and 300 orders.

Page and frame take turns, and the best of each counts: other work on the machine only adds.
"""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone

from contracts.catalogue.items import Price
from contracts.models import Order, OrderChannel, Product
from contracts.orders.products import account_for
from contracts.orders.quotes import quote_for
from portal.access.decorators import requires
from portal.access.scope import Scope
from portal.lib.periods import add_months, berlin_day, first_of_month
from tests.bench.measuring import Stopwatch
from tests.billing.archive import make_invoice
from tests.cast import Person, log_in, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.owned import give
from tests.mobile.shown import GB, give_allnet

TRIES = 20
PRODUCTS, ORDERS = 30, 300  # one order a week
INVOICES = 13
WEEK = timedelta(weeks=1)
MOBILE_CONTRACTS = 3
PAGES = (
    "/",
    "/rechnungen/",
    "/rechnungen/{invoice}/",
    "/vertraege/",
    "/vertraege/{line}/",
    "/vertraege/{mobile}/",
    "/bestellen/bandwidth/{line}/",
    "/bestellen/bandwidth/{line}/pruefen/",
    "/bestellen/mobile-contract/{account}/",
    "/bestellen/sim-replacement/{mobile}/",
    "/auftraege/",
    "/auftraege/P-1/",
    "/email-adressen/",
    "/stammdaten/",
    "/mobilfunk/",
    "/mobilfunk/{mobile}/",
    "/mobilfunk/{mobile}/verbrauch/",
    "/mobilfunk/{mobile}/dienste/",
    "/dokumente/",
    "/empfehlen/",
    "/sicherheit/",
)


@requires(Scope.READ)
def smallest(request: HttpRequest) -> HttpResponse:
    """The page frame and nothing in it."""
    return render(request, "shell/base.html", {"page_title": "Bench"})


urlpatterns = [path("bench/", smallest), path("", include("portal.urls"))]


@override_settings(ROOT_URLCONF="tests.bench.customer_pages", ALLOWED_HOSTS=["testserver"])
def run() -> None:
    line, client = _customer()
    chosen = {"offering": "dsl-100-24"}
    client.post(f"/bestellen/bandwidth/{line.pk}/", chosen)
    customer = line.customer
    names = {
        "line": line.pk,
        "account": account_for(customer, now=timezone.now()).pk,
        "mobile": customer.products.filter(family="mobile").values_list("pk", flat=True)[0],
        "invoice": customer.invoices.values_list("slug", flat=True)[0],
    }
    print(
        f"customer_pages: {PRODUCTS} products, {ORDERS} orders, {INVOICES} invoices; beside the page frame alone"
    )
    for page in PAGES:
        address = page.format(**names)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            asked = len(queries)  # the log is emptied by the next request
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        seconds, reference = _best(client, address, "/bench/")
        print(f"  {page:40} {seconds * 1000:6.1f} ms  {seconds / reference:4.1f}x  {asked} queries")


def _mobile_contracts(person: Person) -> None:
    """Each with a MultiCard and thirteen months of usage, counted from today: pages show the present month."""
    now = timezone.now()
    this_month = first_of_month(berlin_day(now))
    for place in range(MOBILE_CONTRACTS):
        product = give_allnet(person, mobile_number=f"+491511234567{place}")
        product.usage.all().delete()
        for back in range(13):
            start = add_months(this_month, -back)
            for kind, used, allowance in (("data", GB, 3 * GB), ("minutes", 5400, None), ("sms", 14, None)):
                product.usage.create(
                    period_start=start,
                    period_end=add_months(start, 1),
                    kind=kind,
                    used=used,
                    allowance=allowance,
                    as_of=now,
                )


def _best(client: Client, *addresses: str) -> list[float]:
    """The shortest time of each address, in seconds."""

    def once(address: str) -> float:
        watch = Stopwatch()
        client.get(address)
        return watch.seconds

    rounds = [[once(address) for address in addresses] for _ in range(TRIES)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _customer() -> tuple[Product, Client]:
    """Somebody with many products and a long history."""
    load_demo_catalogue()
    person = make_person("4999999999")
    line = give(person, "dsl-50-24")
    for offering in ("fon-komfort", "tv-basis", "mail-s", "security-1"):
        give(person, offering)
    _mobile_contracts(person)
    for number in range(PRODUCTS - MOBILE_CONTRACTS - 5):
        give(person, "domain-de", label=f"beispiel-{number}.de")
    now = timezone.now()
    Order.objects.bulk_create(
        Order(
            number=f"P-{number}",
            customer=person.customer,
            product=line,
            kind="bandwidth",
            subject=f"old:{number}",
            title={"de": "Bandbreite ändern", "en": "Change bandwidth"},
            channel=OrderChannel.PORTAL,
            state="completed",
            state_at=now - number * WEEK,
            placed_at=now - number * WEEK,
            quote=quote_for(Price(), activation_on=berlin_day(now - number * WEEK)).as_json(),
        )
        for number in range(1, ORDERS + 1)
    )
    for back in range(INVOICES):
        make_invoice(person.customer, issued_on=add_months(berlin_day(now), -back))
    return line, log_in(Client(), person.login)
