"""What the clock does for orders; each job run twice does the same as once (C7, L4)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as portal_settings

from contracts import tasks
from contracts.models import Order, OrderDraft
from contracts.orders.following import fetch_open_states, tell_delays
from contracts.orders.papers import confirmation_for, issue_missing_confirmations
from portal.carrier.delivery import deliver_waiting
from portal.carrier.models import CarrierEvent, CarrierMessage, MessageState
from portal.documents.models import Document
from portal.documents.tasks import sweep
from portal.outbox.models import OutgoingMail
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import configure, order
from tests.contracts.orders.placed import NOW, elsewhere, place_bandwidth
from tests.contracts.owned import give

DUE = datetime.fromisoformat("2026-11-26T08:00:00+01:00")
LATE = DUE + timedelta(days=1)


@pytest.fixture(autouse=True)
def _catalogue(db):
    load_demo_catalogue()


@pytest.fixture
def line(erika):
    return give(erika, "dsl-50-24")


def delivered(now=NOW) -> None:
    deliver_waiting(clock=lambda: now)


def test_c7_received_orders_are_asked_for_the_oldest_news_first(erika, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "contracts.orders.following.fetch_states", lambda numbers, **options: asked.append(numbers)
    )
    ages = {"three": 3, "one": 1, "never": None, "two": 2}
    numbers = {}
    for name, hours in ages.items():
        news_at = hours and NOW - timedelta(hours=hours)
        placed = place_bandwidth(give(erika, "dsl-50-24"), carrier_received_at=NOW, carrier_news_at=news_at)
        numbers[name] = placed.number
    place_bandwidth(give(erika, "dsl-50-24"))  # still on its way
    place_bandwidth(give(erika, "dsl-50-24"), carrier_received_at=NOW, state="completed")
    elsewhere(erika, "E-1", carrier_received_at=NOW)
    fetch_open_states(now=NOW)
    assert asked == [[numbers[name] for name in ("never", "three", "two", "one")]]


def test_c7_the_state_follows_the_carrier_by_the_clock(line):
    placed = place_bandwidth(line)
    with time_machine.travel(NOW, tick=False):
        delivered()
        tasks.fetch_order_states()
    placed.refresh_from_db()
    assert (placed.state, placed.carrier_news_at) == ("inProgress", NOW)
    with time_machine.travel(DUE, tick=False):
        tasks.fetch_order_states()
        tasks.fetch_order_states()
    placed.refresh_from_db()
    line.refresh_from_db()
    assert (placed.state, line.offering) == ("completed", "dsl-100-24")
    assert OutgoingMail.objects.filter(kind="order_completed").count() == 1


def test_l4_a_slow_carrier_ends_the_round_in_time(erika, monkeypatch):
    monkeypatch.setattr("contracts.orders.following.LONGEST_LOOK", -1.0)
    place_bandwidth(give(erika, "dsl-50-24"), carrier_received_at=NOW)
    assert fetch_open_states(now=NOW) == 0


def test_c7_an_order_that_is_late_is_told_once(line):
    placed = place_bandwidth(line)
    delivered()
    assert tell_delays(now=DUE) == 0  # its day is not over
    for day in range(3):
        assert tell_delays(now=LATE + timedelta(days=day)) == 1
    mail = OutgoingMail.objects.get(kind="order_delayed")
    assert (mail.to, mail.subject) == ("erika@example.org", f"Ihr Auftrag {placed.number} dauert länger")
    assert "26.11.2026" in mail.text
    assert portal_settings.BRAND.hotline.number in mail.text.split(f"{placed.number} dauert")[1][:600]
    placed.refresh_from_db()
    assert placed.trouble == "Zugesagt für den 26.11.2026: Der Carrier hat ihn noch nicht erledigt."
    assert placed.state == "inProgress"


def test_l4_staff_read_that_the_carrier_never_got_it(line):
    placed = place_bandwidth(line)
    tell_delays(now=LATE)
    placed.refresh_from_db()
    assert (
        placed.trouble == "Zugesagt für den 26.11.2026: Der Carrier hat diesen Auftrag noch nicht erhalten."
    )
    assert placed.state == "acknowledged"


def test_what_staff_know_already_stays(line):
    placed = place_bandwidth(line, trouble="completed: RuntimeError: no such line")
    tell_delays(now=LATE)
    placed.refresh_from_db()
    assert placed.trouble == "completed: RuntimeError: no such line"


@pytest.mark.parametrize("state", ["completed", "cancelled", "failed"])
def test_closed_orders_are_not_late(line, state):
    place_bandwidth(line, state=state)
    assert tell_delays(now=LATE) == 0


def test_who_cancels_waits_for_nothing_and_other_doors_tell_themselves(line, erika):
    place_bandwidth(line, state="assessingCancellation")
    elsewhere(erika, "E-1", activation_on=NOW.date())
    assert tell_delays(now=LATE) == 1
    assert not OutgoingMail.objects.filter(kind="order_delayed").exists()


def test_an_order_that_cannot_be_told_of_stops_no_other(erika, monkeypatch):
    from contracts.orders import following

    first, second = (place_bandwidth(give(erika, "dsl-50-24")) for _ in range(2))
    real = following.tell_customer

    def stumble(mail, order, *values, **options):
        return 1 / 0 if order.pk == first.pk else real(mail, order, *values, **options)

    monkeypatch.setattr(following, "tell_customer", stumble)
    assert tell_delays(now=LATE) == 1
    assert OutgoingMail.objects.get(kind="order_delayed").subject.count(second.number) == 1
    assert Order.objects.get(pk=first.pk).trouble == ""
    monkeypatch.undo()
    tell_delays(now=LATE)
    assert OutgoingMail.objects.filter(kind="order_delayed").count() == 2


def test_drafts_and_their_summaries_are_forgotten_after_two_weeks(client, erika, data_dir: Path):
    """The database's own clock guards papers: the past of this test is a real one."""
    with time_machine.travel("2026-01-10 10:00+01:00", tick=False):
        here = log_in(client, erika.login)
        placed = order(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-100-24"})
        configure(here, "bandwidth", give(erika, "dsl-50-24"), {"offering": "dsl-250-24"})
    assert (OrderDraft.objects.count(), Document.objects.filter(kind="contract_summary").count()) == (2, 3)
    with time_machine.travel("2026-01-24 09:00+01:00", tick=False):
        tasks.forget_drafts()
    assert (OrderDraft.objects.count(), Document.objects.filter(kind="contract_summary").count()) == (2, 3)
    with time_machine.travel("2026-01-25 11:00+01:00", tick=False):
        tasks.forget_drafts()
        tasks.forget_drafts()
    assert not OrderDraft.objects.exists()
    kept = Document.objects.get(kind="contract_summary")
    assert (kept.subject_type, kept.subject_id) == ("contracts.Order", str(placed.pk))
    assert kept.sha256 == placed.summary_sha256
    assert Order.objects.get() == placed
    with time_machine.travel("2099-01-01", tick=False):
        sweep()
    assert [file.name for file in data_dir.rglob("*") if file.is_file()] == [kept.sha256]


def test_c13_confirmations_are_there_without_being_opened(client, erika, line, monkeypatch, caplog):
    broken, good = place_bandwidth(line), place_bandwidth(give(erika, "dsl-50-24"))
    elsewhere(erika, "E-1", placed_at=NOW)  # the carrier has confirmed it itself

    def paper(placed, now):
        if placed == broken:
            raise OSError("disk full")
        return confirmation_for(placed, now)

    monkeypatch.setattr("contracts.orders.papers.confirmation_for", paper)
    assert issue_missing_confirmations(now=NOW) == 1
    assert broken.number in caplog.text
    monkeypatch.undo()
    assert [issue_missing_confirmations(now=NOW) for _time in range(2)] == [1, 0]
    with time_machine.travel(NOW, tick=False):
        page = log_in(client, erika.login).get("/dokumente/").content.decode()
    for placed in (broken, good):
        assert page.count(f"Auftragsbestätigung {placed.number}") == 1
    assert Document.objects.filter(kind="order_confirmation").count() == 2


def test_the_clock_starts_the_jobs():
    from portal.settings.schedule import CELERY_BEAT_SCHEDULE

    planned = {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()}
    for task in (
        tasks.fetch_order_states,
        tasks.issue_confirmations,
        tasks.tell_delays,
        tasks.forget_drafts,
    ):
        assert task.name in planned


def test_what_was_said_to_the_carrier_goes_400_days_after_the_order_ended(erika):
    long_ago, lately = NOW - timedelta(days=401), NOW - timedelta(days=399)
    wanted = {
        "over": {"state": "completed", "state_at": long_ago},
        "ended lately": {"state": "failed", "state_at": lately},
        "open": {"state": "inProgress", "state_at": long_ago},
        "waiting": {"state": "rejected", "state_at": long_ago},
    }
    numbers = {n: place_bandwidth(give(erika, "dsl-50-24"), **values).number for n, values in wanted.items()}
    CarrierMessage.objects.update(created_at=long_ago, state=MessageState.SENT)
    CarrierMessage.objects.filter(order_number=numbers["waiting"]).update(state=MessageState.WAITING)
    for key, number in enumerate(["", *numbers.values()]):
        CarrierEvent.objects.create(
            event_id=f"e{key}", event_time=long_ago, order_number=number, body={}, received_at=long_ago,
            note="taken",
        )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        tasks.forget_carrier_exchange()
        tasks.forget_carrier_exchange()
    messages = set(CarrierMessage.objects.values_list("order_number", flat=True))
    assert messages == {numbers["ended lately"], numbers["open"], numbers["waiting"]}
    events = set(CarrierEvent.objects.values_list("order_number", flat=True))
    assert events == {numbers["ended lately"], numbers["open"]}
