"""The pages of orders: what they say, who may open them, and what they cost however many orders there are
(C2, C6, L3)."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import LoginKind
from contracts.models import Order, Product
from contracts.orders.states import OrderState
from portal.access.scope import Scope
from tests.cast import log_in, make_login
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import base, configure, order, place, token_of
from tests.contracts.orders.placed import NOW, elsewhere, place_bandwidth
from tests.contracts.owned import give, give_option
from tests.contracts.papers.reading import text_of

MOST_QUERIES = 9
STATES = {
    "acknowledged": "beauftragt",
    "pending": "eingeplant",
    "inProgress": "in Bearbeitung",
    "held": "angehalten",
    "assessingCancellation": "Stornierung wird geprüft",
    "pendingCancellation": "wird storniert",
    "completed": "erledigt",
    "partial": "teilweise erledigt",
    "failed": "fehlgeschlagen",
    "rejected": "abgelehnt",
    "cancelled": "storniert",
}


@pytest.fixture
def here(client, erika):
    load_demo_catalogue()
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def queries(client, address: str) -> int:
    """How many one page costs, those of session and access included, when nothing is fresh any more."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200, address
    return len(found)


def many_orders(erika, number: int) -> None:
    """So many orders of every state, with and without products."""
    line = Product.objects.filter(customer=erika.customer).first() or give(erika, "dsl-50-24")
    for n in range(Order.objects.count(), number):
        state = OrderState.values[n % len(OrderState.values)]
        elsewhere(erika, f"E-{n}", state=state, product=line if n % 2 else None)


def numbers_on(page) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/auftraege/([^/]+)/"', page.content.decode())


def test_l3_the_list_costs_the_same_with_1_3_and_300_orders(here, erika):
    costs = []
    for number in (1, 3, 300):
        many_orders(erika, number)
        costs.append(queries(here, "/auftraege/"))
        costs.append(queries(here, "/auftraege/?zeige=offen&sort=-status"))
    assert len(set(costs)) == 1
    assert costs[0] <= MOST_QUERIES


def test_l3_every_page_around_an_order_costs_the_same_with_1_and_30_products_and_300_orders(here, erika):
    placed = order(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})
    line = give(erika, "dsl-50-24")
    configure(here, "bandwidth", line, {"offering": "dsl-100-24"})
    addresses = [
        f"/auftraege/{placed.number}/",
        f"/auftraege/{placed.number}/bestaetigung/",
        f"/vertraege/{line.pk}/",
        base("bandwidth", line),
        f"{base('bandwidth', line)}pruefen/",
    ]
    few = {address: queries(here, address) for address in addresses}
    for _ in range(28):
        give(erika, "dsl-50-24")
    many_orders(erika, 300)
    assert {address: queries(here, address) for address in addresses} == few
    assert max(few.values()) <= MOST_QUERIES, few


def test_c6_newest_first_sorted_filtered_and_paged(here, erika):
    for n in range(60):
        state = "completed" if n % 2 else "held"
        elsewhere(erika, f"E-{n:02}", placed_at=NOW - timedelta(days=n), state=state)
    first = numbers_on(here.get("/auftraege/"))
    assert first == [f"E-{n:02}" for n in range(len(first))]
    assert len(first) < 60
    second = numbers_on(here.get("/auftraege/?seite=2"))
    assert second[0] == f"E-{len(first):02}"
    oldest = numbers_on(here.get("/auftraege/?sort=datum"))
    assert oldest[0] == "E-59"
    still_open = here.get("/auftraege/?zeige=offen")
    assert {int(number[2:]) % 2 for number in numbers_on(still_open)} == {0}
    assert "30 Aufträge" in still_open.content.decode()
    assert {int(number[2:]) % 2 for number in numbers_on(here.get("/auftraege/?zeige=erledigt"))} == {1}
    assert numbers_on(here.get("/auftraege/?zeige=quatsch&sort=quatsch&seite=999")) != []


def test_c6_sorted_as_people_read_it(here, erika):
    titles = {
        "E-1": ("Tarifwechsel", "Change of plan"),
        "E-2": ("Bandbreite", "Speed"),
        "E-3": ("Sperre", "Barrier"),
    }
    states = {"E-1": "completed", "E-2": "acknowledged", "E-3": "inProgress"}
    for number, (de, en) in titles.items():
        elsewhere(erika, number, title={"de": de, "en": en}, state=states[number])
    assert numbers_on(here.get("/auftraege/?sort=bezeichnung")) == ["E-2", "E-3", "E-1"]
    assert numbers_on(here.get("/auftraege/?sort=status")) == ["E-2", "E-3", "E-1"]
    assert numbers_on(here.get("/auftraege/?sort=-status")) == ["E-1", "E-3", "E-2"]
    erika.login.language = "en"
    erika.login.save()
    assert numbers_on(here.get("/auftraege/?sort=bezeichnung")) == ["E-3", "E-1", "E-2"]


@pytest.mark.parametrize("address", ["/auftraege/", "/auftraege/?zeige=offen"])
def test_c6_without_orders_the_page_says_where_they_come_from(here, address):
    page = here.get(address).content.decode()
    assert "Keine Aufträge" in page
    assert 'href="/vertraege/"' in page


@pytest.mark.parametrize(("state", "words"), STATES.items())
def test_c7_every_state_has_plain_words(here, erika, state, words):
    assert set(STATES) == set(OrderState.values)
    placed = place_bandwidth(give(erika, "dsl-50-24"), state=state, reason="Port belegt")
    listed = here.get("/auftraege/").content.decode()
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    for text in (listed, page):
        assert re.search(rf'<span class="badge[^"]*">{words}</span>', text), words
        assert state not in re.sub(r"<[^>]+>", " ", text)
    assert "Port belegt" in page


def test_c6_an_order_from_elsewhere_has_neither_price_nor_button(here, erika):
    placed = elsewhere(erika, "E-1")
    page = here.get("/auftraege/E-1/").content.decode()
    assert placed.name in page
    assert "am Telefon" in page
    for absent in ("/stornieren/", "bestaetigung.pdf", "€"):
        assert absent not in page
    assert here.get("/auftraege/E-1/bestaetigung.pdf").status_code == 404
    assert here.get("/auftraege/E-1/bestaetigung/").url == "/auftraege/E-1/"


def test_c2_the_confirmation_of_a_closed_order_promises_nothing(here, erika):
    placed = order(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})
    address, promise = f"/auftraege/{placed.number}/bestaetigung/", "wird Ihr Auftrag wirksam"
    assert promise in here.get(address).content.decode()
    Order.objects.update(state="cancelled")
    page = here.get(address).content.decode()
    assert "Dieser Auftrag ist abgeschlossen" in page
    assert promise not in page


def test_c6_a_late_order_says_so(here, erika):
    placed = place_bandwidth(give(erika, "dsl-50-24"))
    address, words = f"/auftraege/{placed.number}/", "dauert länger als geplant"
    with time_machine.travel("2026-11-26 23:00+01:00", tick=False):
        log_in(here, erika.login)
        assert words not in here.get(address).content.decode()
    with time_machine.travel("2026-11-27 00:30+01:00", tick=False):
        log_in(here, erika.login)
        assert words in here.get(address).content.decode()
        Order.objects.update(state="completed")
        assert words not in here.get(address).content.decode()


def test_c6_details_say_what_when_and_how_much(here, erika):
    placed = order(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})
    Order.objects.update(carrier_received_at=datetime.fromisoformat("2026-11-20T10:02:00+01:00"))
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    for fact in ("DSL 100", "20.11.2026", "10:00", "26.11.2026", "39,90", "10:02"):
        assert fact in page, fact


def test_c6_the_product_stands_there_once(here, erika):
    line = give(erika, "fon-komfort")
    placed = order(here, "telephony-option", line, {"change": "add:fon-europa"})
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert page.count("<dt>Produkt</dt>") == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("failed", "es wird nichts berechnet"),
        ("rejected", "es wird nichts berechnet"),
        ("held", "wartet noch"),
    ],
)
def test_c6_an_order_that_does_not_go_on_says_what_that_means(here, erika, state, words):
    placed = place_bandwidth(give(erika, "dsl-50-24"), state=state)
    assert words in here.get(f"/auftraege/{placed.number}/").content.decode()


def walk(client, placed: Order, line: Product) -> dict[str, int]:
    """What every address of orders answers."""
    own = f"/auftraege/{placed.number}/"
    form = base("bandwidth", line)
    answers = {address: client.get(address) for address in ("/auftraege/", own, f"{own}bestaetigung/")}
    answers |= {
        address: client.get(address) for address in (f"{own}bestaetigung.pdf", form, f"{form}pruefen/")
    }
    answers |= {
        address: client.post(address)
        for address in (f"{own}stornieren/", f"{form}beauftragen/", f"{form}verwerfen/")
    }
    return {address.rstrip("/").split("/")[-1]: answer.status_code for address, answer in answers.items()}


@pytest.fixture
def theirs(here, erika) -> tuple[Order, Product]:
    line = give(erika, "dsl-50-24")
    placed = order(here, "bandwidth", line, {"offering": "dsl-100-24"})
    return placed, give(erika, "dsl-50-24")


def test_c6_third_parties_see_no_order(here, theirs, erika):
    login = make_login(erika.customer, kind=LoginKind.INVOICE_ONLY, scope=Scope.INVOICES, password="x")
    log_in(here, login)
    assert set(walk(here, *theirs).values()) == {403}


def test_c6_who_may_read_changes_nothing(here, theirs, erika):
    placed, line = theirs
    login = make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x")
    log_in(here, login)
    read = {"auftraege": 200, placed.number: 200, "bestaetigung": 200, "bestaetigung.pdf": 200}
    denied = [str(line.pk), "pruefen", "stornieren", "beauftragen", "verwerfen"]
    assert walk(here, placed, line) == read | dict.fromkeys(denied, 403)
    assert "/stornieren/" not in here.get(f"/auftraege/{placed.number}/").content.decode()


def test_c6_a_strangers_order_is_not_there(here, theirs, firma):
    placed, line = theirs
    log_in(here, firma.login)
    found = walk(here, placed, line)
    assert found.pop("auftraege") == 200
    assert (
        found.pop("beauftragen") == 302
    )  # without a check page of their own: refused before anything is looked up
    assert set(found.values()) == {404}
    assert numbers_on(here.get("/auftraege/")) == []
    placed.refresh_from_db()
    assert placed.state == "acknowledged"


def test_c3_after_the_order_the_confirmation_can_be_opened_again(here, erika):
    line = give(erika, "dsl-50-24")
    token = token_of(configure(here, "bandwidth", line, {"offering": "dsl-100-24"}))
    pages = [place(here, "bandwidth", line, token) for _ in range(2)]
    number = Order.objects.get().number
    for page in [*pages, here.get(f"/auftraege/{number}/bestaetigung/")]:
        text = page.content.decode()
        for fact in (number, "26.11.2026", "bestaetigung.pdf"):
            assert fact in text


@pytest.mark.parametrize(
    ("kind", "answers", "place"),
    [
        ("bandwidth", {"offering": "dsl-100-24"}, "/auftraege/{}/;"),
        ("fixed-barriers", {}, "/widerrufen/;"),
    ],
)
def test_c11_the_confirmation_sends_to_a_page_that_can_withdraw(client, erika, kind, answers, place):
    """Ordered on Saturday the 12th: the fortnight ends on the second day of Christmas, in time until Monday."""
    load_demo_catalogue()
    product = give(erika, "dsl-50-24" if kind == "bandwidth" else "fon-komfort")
    if kind == "fixed-barriers":
        give_option(product, "fon-barrier-0900")  # lifting it costs something, and nothing puts it back
    with time_machine.travel("2026-12-12 10:00+01:00", tick=False):
        log_in(client, erika.login)
        placed = order(client, kind, product, answers)
        text = text_of(client.get(f"/auftraege/{placed.number}/bestaetigung.pdf").content)
    assert place.format(placed.number) in text.replace(" ", "")
    assert "sie endet am 28.12.2026" in text


def test_c13_the_confirmation_names_the_customer_once(here, erika):
    placed = order(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})
    text = text_of(here.get(f"/auftraege/{placed.number}/bestaetigung.pdf").content)
    assert text.count(erika.customer.name) == 1


def test_c6_the_page_of_an_order_names_its_product_once(here, erika):
    for kind, answers, product in (
        ("additional-number", {}, give(erika, "fon-komfort")),
        ("bandwidth", {"offering": "dsl-100-24"}, give(erika, "dsl-50-24")),
    ):
        placed = order(here, kind, product, answers)
        page = here.get(f"/auftraege/{placed.number}/").content.decode()
        assert page.count("<dt>Produkt</dt>") == 1


def test_c13_the_confirmation_speaks_the_language_of_whoever_ordered(client, erika):
    load_demo_catalogue()
    erika.login.language = "en"
    erika.login.save()
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        log_in(client, erika.login)
        placed = order(client, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})
        paper = text_of(client.get(f"/auftraege/{placed.number}/bestaetigung.pdf").content)
    assert f"Order confirmation {placed.number}" in paper
    assert "Change bandwidth" in paper
