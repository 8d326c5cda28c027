"""Orders placed elsewhere come in by files, so that a new customer sees the state of the first one (C15)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Order, OrderChannel, OrderEvent
from contracts.orders.states import OrderState
from portal.carrier.feed import LineFault
from tests.cast import Person, make_customer
from tests.contracts.feeding import FIRST, SECOND, Write, faults_of, feed_writer, order, product, state, take

pytestmark = pytest.mark.django_db
HISTORY = [
    {"state": "acknowledged", "at": "2026-10-20T10:00:00+02:00"},
    {"state": "inProgress", "at": "2026-10-22T08:30:00+02:00", "note": "Termin beim Vorlieferanten"},
]
AT_OCTOBER_20 = datetime(2026, 10, 20, 8, tzinfo=UTC)


@pytest.fixture
def feed(tmp_path, erika: Person) -> Write:
    take(feed_writer(tmp_path, "products")(product(), name="products.jsonl"))
    return feed_writer(tmp_path, "orders")


def events() -> list[tuple[str, str, str]]:
    return [(e.state, f"{e.at:%d.%m.}", e.note) for e in OrderEvent.objects.order_by("at")]


def test_c15_an_order_comes_in_whole(feed):
    take(feed(order(product="DSL-1", stateHistory=HISTORY)))
    found = Order.objects.get()
    assert (found.number, found.name, found.kind, found.subject) == (
        "NW-100",
        "Neuanschluss DSL 100",
        "elsewhere",
        "NW-100",
    )
    assert (found.channel, found.state, found.is_open) == (
        OrderChannel.ELSEWHERE,
        OrderState.IN_PROGRESS,
        True,
    )
    assert (found.placed_at, found.activation_on) == (AT_OCTOBER_20, date(2026, 12, 1))
    assert found.state_at == datetime(2026, 10, 22, 6, 30, tzinfo=UTC)
    assert (found.product.number, found.customer.number) == ("DSL-1", "4999999999")
    assert events() == [
        ("acknowledged", "20.10.", ""),
        ("inProgress", "22.10.", "Termin beim Vorlieferanten"),
    ]
    assert {(e.cause, e.actor) for e in found.events.all()} == {("carrier", "import_carrier_data")}


def test_c15_the_same_file_twice_changes_nothing(feed):
    path = feed(order(stateHistory=HISTORY), order("NW-101"))
    take(path)
    before = state()
    take(path)
    assert state() == before


def test_c15_a_newer_file_wins_and_its_history_replaces_the_one_before(feed):
    take(feed(order(stateHistory=HISTORY)))
    done = {"state": "completed", "completionDate": "2026-11-01T18:00:00+01:00"}
    later = [HISTORY[0], {"state": "completed", "at": "2026-11-01T18:00:00+01:00"}]
    take(feed(order(stateHistory=later, **done), created=SECOND))
    found = Order.objects.get()
    assert (found.state, found.is_open, found.completed_at) == (
        OrderState.COMPLETED,
        False,
        datetime(2026, 11, 1, 17, tzinfo=UTC),
    )
    assert events() == [("acknowledged", "20.10.", ""), ("completed", "01.11.", "")]


def test_c15_without_a_history_each_change_of_state_adds_to_it(feed):
    take(feed(order(state="acknowledged")))
    take(feed(order(state="acknowledged"), created="2026-11-01T12:00:00+01:00"))
    take(feed(order(state="held", reason="Es fehlt eine Unterschrift."), created=SECOND))
    assert events() == [("acknowledged", "20.10.", ""), ("held", "02.11.", "")]
    found = Order.objects.get()
    assert (found.reason, found.state_at) == (
        "Es fehlt eine Unterschrift.",
        datetime.fromisoformat(SECOND),
    )
    take(feed(order(state="cancelled"), created="2026-11-03T06:00:00+01:00"))
    take(feed(order(state="inProgress"), created="2026-11-04T06:00:00+01:00"))  # the file is the truth
    assert Order.objects.get().state == OrderState.IN_PROGRESS


def test_c15_orders_that_a_file_does_not_mention_stay(feed):
    take(feed(order(), order("NW-101")))
    take(feed(order("NW-101", state="held"), created=SECOND))
    assert dict(Order.objects.values_list("number", "state")) == {"NW-100": "inProgress", "NW-101": "held"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": "P-100"}, "Order P-100 was placed in the portal; its states come from the gateway."),
        ({"id": "p-100"}, "Order p-100 was placed in the portal; its states come from the gateway."),
        ({"id": "NW 1/2"}, "id 'NW 1/2' may hold letters, digits, - and _ only."),
        ({"id": "NW-0"}, "Order NW-0 stands in this file twice."),
        ({"customer": "1"}, "Customer 1 is unknown."),
        ({"product": "DSL-9"}, "Product DSL-9 is unknown."),
        ({"product": "DSL-F"}, "Product DSL-F belongs to another customer."),
        ({"description": "Neuanschluss"}, "description must be an object."),
        ({"orderDate": None}, "orderDate is missing."),
        ({"orderDate": "2026-10-20"}, "orderDate needs a time zone, as in 2026-11-30T08:00:00+01:00."),
        ({"state": "done"}, f"state is 'done'; allowed are {', '.join(OrderState.values)}."),
        ({"state": "completed"}, "completionDate is missing."),
        ({"completionDate": "2026-10-19T10:00:00+02:00"}, "completionDate lies before orderDate."),
        ({"stateHistory": HISTORY[:1]}, "stateHistory ends with acknowledged, but state is inProgress."),
        ({"stateHistory": [{"state": "inProgress"}]}, "at is missing."),
        ({"reason": "x" * 501}, "reason is longer than 500 characters."),
    ],
)
def test_c15_a_bad_line_refuses_the_file_and_says_why(feed, tmp_path, changes, reason):
    make_customer("4999999997")
    stranger = feed_writer(tmp_path, "products")(
        product("DSL-F", customer="4999999997"), created=SECOND, name="products.jsonl"
    )
    take(stranger)
    assert faults_of(feed(order("NW-0"), order(**changes))) == [LineFault(3, reason)]


def test_c15_orders_of_the_portal_and_of_others_are_not_touched(feed):
    make_customer("4999999997")
    take(feed(order(), order("NW-101")))
    Order.objects.filter(number="NW-101").update(channel=OrderChannel.SERVICE)
    assert faults_of(feed(order(customer="4999999997"), order("NW-101"), created=SECOND)) == [
        LineFault(2, "Order NW-100 belongs to another customer; it cannot be moved."),
        LineFault(3, "Order NW-101 was placed in the portal; its states come from the gateway."),
    ]


def test_c15_the_size_of_a_batch_costs_no_queries(feed):
    with CaptureQueriesContext(connection) as few:
        take(feed(*(order(f"A-{n}", product="DSL-1", stateHistory=HISTORY) for n in range(2)), created=FIRST))
    with CaptureQueriesContext(connection) as more:
        take(
            feed(*(order(f"B-{n}", product="DSL-1", stateHistory=HISTORY) for n in range(60)), created=SECOND)
        )
    assert len(more) == len(few)
