"""Asking the carrier how orders stand: in batches, each for itself (C7)."""

from datetime import timedelta

import pytest

from portal.carrier.calls import forget_calls
from portal.carrier.models import CarrierCall
from portal.carrier.news import fetch_states
from portal.carrier.tasks import fetch
from tests.carrier.orders import NOW
from tests.carrier.tmf_server import BROKEN, Fault


def place(server, number, state, **values):
    server.place({"externalId": number}).update(state=state, **values)


@pytest.mark.django_db
def test_c7_states_come_in_batches_of_fifty(server, heard):
    numbers = [f"A-{n}" for n in range(120)]
    for number in numbers:
        place(server, number, "inProgress")
    assert fetch_states([*numbers, "unknown"], now=NOW) == 120
    assert heard.states == [(number, "inProgress") for number in numbers]
    assert server.methods() == ["GET /productOrder"] * 3


@pytest.mark.django_db
def test_c7_dates_and_reasons_are_the_carriers(server, heard):
    place(server, "A-1", "completed", completionDate="2026-11-26T06:00:00+01:00")
    place(server, "A-2", "failed", note=[{"text": "alt"}, {"text": "Port belegt"}])
    place(server, "A-3", "cancelled", cancellationReason="Umzug", cancellationDate="kaputt")
    fetch_states(["A-1", "A-2", "A-3"], now=NOW)
    told = [values["news"] for _name, values in heard.news]
    assert told[0].at.isoformat() == "2026-11-26T06:00:00+01:00"
    assert [news.reason for news in told] == ["", "Port belegt", "Umzug"]


@pytest.mark.django_db
def test_c7_an_order_that_fails_stops_no_other(server, heard):
    from portal.carrier.signals import order_news

    def choke(*, news, **values):
        if news.number == "A-2":
            raise RuntimeError("broken")

    order_news.connect(choke)
    try:
        for number in ("A-1", "A-2", "A-3"):
            place(server, number, "held")
        assert fetch_states(["A-1", "A-2", "A-3"], now=NOW) == 2
    finally:
        order_news.disconnect(choke)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault", [BROKEN, Fault(), Fault(200, "{"), Fault(200, {}), Fault(404, {"code": "1", "reason": "x"})]
)
def test_l4_a_carrier_that_is_away_ends_it_quietly(server, heard, fault):
    place(server, "A-1", "held")
    server.faults["GET"].append(fault)
    fetch(["A-1"])
    assert heard.news == []
    fetch(["A-1"])
    assert heard.states == [("A-1", "held")]


@pytest.mark.django_db
def test_an_answer_of_more_than_five_megabytes_is_not_read_to_its_end(server, heard):
    server.faults["GET"].append(Fault(200, "[" + " " * 6_000_000 + "]"))
    assert fetch_states(["A-1"], now=NOW) == 0
    assert "5 MB" in CarrierCall.objects.get().error


@pytest.mark.django_db
def test_calls_are_forgotten_after_ninety_days():
    for days in (89, 91):
        CarrierCall.objects.create(
            action="status",
            method="GET",
            path="/",
            outcome="answered",
            milliseconds=1,
            at=NOW - timedelta(days=days),
        )
    assert forget_calls(now=NOW) == 1
    assert CarrierCall.objects.get().at == NOW - timedelta(days=89)
