"""The table of moves: what belongs to a move happens once, and what is not in the table does not happen (C7)."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import LoginKind, NotificationAddress
from contracts.kinds.bandwidth import BandwidthChange
from contracts.models import CancellationOutcome, CancellationRequest, OrderEvent, Product
from contracts.orders.errors import MoveRefused
from contracts.orders.moves import Cause, move_order
from contracts.orders.states import FINAL, OPEN, OrderState
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.carrier.gateway import CarrierNews
from portal.carrier.signals import order_news, order_received
from portal.outbox.models import OutgoingMail
from tests.cast import make_login
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.placed import NOW, TESTER, place_bandwidth
from tests.contracts.owned import give

LATER = NOW + timedelta(days=6)
# From the states on the left to those named above: x allowed, - refused, . where it is.
TABLE = """
                     acknowledged pending inProgress held assessingCancellation pendingCancellation END
acknowledged          .            x       x          x    x                     x                   x
pending               -            .       x          x    x                     x                   x
inProgress            -            x       .          x    x                     x                   x
held                  -            x       x          .    x                     x                   x
assessingCancellation x            x       x          x    .                     x                   x
pendingCancellation   -            -       -          -    -                     .                   x
"""
MAILS = {
    "completed": "order_completed",
    "partial": "order_partly_done",
    "failed": "order_failed",
    "rejected": "order_failed",
    "cancelled": "order_cancelled",
    "held": "order_held",
}


def expected(old: str, new: str) -> str:
    head, *rows = TABLE.strip().splitlines()
    signs = {row.split()[0]: row.split()[1:] for row in rows}
    if old in FINAL:
        return "." if old == new else "-"
    return signs[old][head.split().index("END" if new in FINAL else new)]


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


def written(order) -> dict[str, object]:
    """Everything that a move may write."""
    order.refresh_from_db()
    return {
        "order": (order.state, order.state_at, order.reason, order.completed_at),
        "events": list(
            OrderEvent.objects.filter(order=order).order_by("pk").values_list("state", "at", "cause")
        ),
        "audit": list(AuditEntry.objects.order_by("pk").values_list("action", "old", "new")),
        "mails": list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)),
        "product": Product.objects.get(pk=order.product_id).offering,
    }


def move(order, to: str, **values):
    options = {"cause": Cause.CARRIER, "actor": TESTER, "now": LATER} | values
    return move_order(order_id=order.pk, to=OrderState(to), **options)


@pytest.mark.parametrize("old", OrderState.values)
def test_c7_from_every_state_to_every_state(line, old):
    order = place_bandwidth(line, state=old)
    before = written(order)
    for new in OrderState.values:
        with transaction.atomic():
            check_move(order, before, old, new)
            transaction.set_rollback(True)


def check_move(order, before, old, new) -> None:
    sign = expected(old, new)
    if sign == "-":
        with pytest.raises(MoveRefused):
            move(order, new, reason="Port belegt")
    else:
        move(order, new, reason="Port belegt")
    after = written(order)
    if sign != "x":
        assert after == before, (old, new)
        return
    is_done = new == "completed"
    assert after == {
        "order": (new, LATER, "Port belegt", LATER if is_done else None),
        "events": [*before["events"], (new, LATER, "carrier")],
        "audit": [*before["audit"], ("order.state_changed", {"state": old}, {"state": new})],
        "mails": [*before["mails"], *([MAILS[new]] if new in MAILS else [])],
        "product": "dsl-100-24" if is_done else "dsl-50-24",
    }, (old, new)
    assert move(order, new).state == new  # again: nothing
    assert written(order) == after, (old, new)


def test_c7_a_reason_ends_with_the_state_it_explains(line):
    order = place_bandwidth(line)
    move(order, "held", reason="Wir warten auf den Techniker.")
    assert move(order, "inProgress").reason == ""
    assert list(order.events.values_list("state", "note")) == [
        ("acknowledged", ""),
        ("held", "Wir warten auf den Techniker."),
        ("inProgress", ""),
    ]


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("cancelled", "accepted"),
        ("failed", "accepted"),
        ("rejected", "accepted"),
        ("completed", "refused"),
        ("partial", "refused"),
    ],
)
def test_c6_every_end_answers_a_wish_to_cancel(line, end, outcome):
    order = place_bandwidth(line, state="assessingCancellation")
    wish = CancellationRequest.objects.create(
        order=order, asked_at=NOW, outcome=CancellationOutcome.ASKED, state_before="inProgress"
    )
    move(order, end)
    wish.refresh_from_db()
    assert (wish.outcome, wish.decided_at) == (outcome, LATER)


@pytest.mark.parametrize("old", OPEN)
def test_l4_where_our_own_effect_fails_nothing_is_written_and_the_next_look_completes_it(
    line, old, monkeypatch
):
    order = place_bandwidth(line, state=old)
    before = written(order)

    def stumble(self, order, product, agreed, *, now):
        product.offering = "dsl-250-24"
        product.save()
        raise RuntimeError("no such line")

    news = CarrierNews(order.number, "C-1", "completed", LATER)
    with monkeypatch.context() as patch:
        patch.setattr(BandwidthChange, "complete", stumble)
        order_news.send(sender=None, news=news, now=LATER)
    assert written(order) == before
    assert order.trouble == "completed: RuntimeError: no such line"
    for _again in range(2):
        order_news.send(sender=None, news=news, now=LATER)
    assert written(order)["product"] == "dsl-100-24"
    assert (order.state, order.trouble) == ("completed", "")
    assert written(order)["mails"] == [*before["mails"], "order_completed"]


def test_l4_a_receipt_is_kept_where_following_it_fails(line, monkeypatch):
    order = place_bandwidth(line)
    monkeypatch.setattr("contracts.orders.moves.record", lambda *values, **options: 1 / 0)
    order_received.send(
        sender=None, number=order.number, reference="C-1", state="inProgress", at=NOW, now=NOW
    )
    order.refresh_from_db()
    assert (order.state, order.carrier_reference, order.carrier_received_at) == ("acknowledged", "C-1", NOW)
    assert order.trouble == "inProgress: ZeroDivisionError: division by zero"


def test_c5_whoever_ordered_hears_of_it_and_without_an_address_the_customer_does(line, erika):
    partner = make_login(line.customer, kind=LoginKind.EMAIL, scope=Scope.FULL, password="x")
    order = place_bandwidth(line, placed_by=partner)
    move(order, "held")
    move(order, "failed")
    assert OutgoingMail.objects.get(kind="order_failed").to == "erika@example.org"
    NotificationAddress.objects.create(login=partner, email="partner@example.org", confirmed_at=NOW)
    other = place_bandwidth(line, placed_by=partner)
    move(other, "failed")
    assert OutgoingMail.objects.filter(kind="order_failed").latest("pk").to == "partner@example.org"
