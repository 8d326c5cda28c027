"""The simulated carrier: accepts once, completes on the day, stops while there is time (C5–C7)."""

from datetime import UTC, date, datetime

import pytest
from django.core.checks import Warning

from portal.audit.models import AuditEntry
from portal.audit.trail import system
from portal.carrier.checks import carrier_gateway, real_carrier
from portal.carrier.gateway import CarrierRefused, gateway
from portal.carrier.handover import enqueue_order
from portal.carrier.models import SimulatedOrder
from portal.carrier.simulator import Simulator
from portal.carrier.steering import SteeringError, complete_now, fail, hold
from tests.carrier.orders import NOW, SECRETS, deliver, order

ACTOR = system("test")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)  # Berlin is one hour ahead


def simulator(now: datetime = NOW) -> Simulator:
    return Simulator(clock=lambda: now)


def state(now: datetime, number: str = "A-1") -> tuple[str, datetime]:
    (news,) = simulator(now).status([number])
    return news.state, news.at


@pytest.mark.django_db
def test_the_simulator_is_the_default_and_takes_orders(heard):
    assert isinstance(gateway(), Simulator)
    enqueue_order(order(secrets=SECRETS), now=NOW)
    assert deliver().sent == 1
    row = SimulatedOrder.objects.get()
    assert heard.news[0][1]["reference"] == row.reference == "SIM-A-1"
    assert not any(secret in str(vars(row)) for secret in SECRETS.values())


@pytest.mark.django_db
def test_the_same_number_gets_the_same_receipt():
    assert simulator().submit(order()) == simulator(at(23, 9)).submit(order())
    assert SimulatedOrder.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("looked_at", "expected"),
    [
        (at(25, 22, 59), ("inProgress", NOW)),
        (at(25, 23), ("completed", at(25, 23))),  # midnight in Berlin
        (at(26, 9), ("completed", at(26, 5))),  # six in the morning there
        (at(29, 9), ("completed", at(26, 5))),
    ],
)
def test_c5_an_order_completes_on_its_activation_date_in_berlin(looked_at, expected):
    simulator().submit(order())
    assert state(looked_at) == expected
    assert state(at(30, 9))[0] == "completed"


@pytest.mark.django_db
def test_c5_an_order_that_came_on_its_day_completes_when_it_is_looked_at():
    simulator(at(26, 9)).submit(order())
    assert state(at(26, 10)) == ("completed", at(26, 10))
    assert state(at(28, 10)) == ("completed", at(26, 10))


@pytest.mark.django_db
def test_unknown_orders_are_left_out_and_cannot_be_cancelled():
    assert simulator().status(["A-9"]) == []
    with pytest.raises(CarrierRefused) as refusal:
        simulator().cancel("A-9", "", "")
    assert refusal.value.reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked_at", "outcome", "then"),
    [
        (at(25, 22, 59), "accepted", "cancelled"),
        (at(25, 23), "refused", "completed"),
        (at(27, 9), "refused", "completed"),
    ],
)
def test_c6_an_order_can_be_stopped_until_the_day_before(asked_at, outcome, then):
    simulator().submit(order())
    answer = simulator(asked_at).cancel("A-1", "SIM-A-1", "Umzug")
    assert (answer.outcome, bool(answer.reason)) == (outcome, outcome == "refused")
    assert state(asked_at)[0] == then


@pytest.mark.django_db
def test_c6_a_held_order_is_too_late_on_its_day_and_a_second_wish_finds_it_done():
    simulator().submit(order())
    hold("A-1", actor=ACTOR, now=NOW)
    assert simulator(at(26, 9)).cancel("A-1", "", "").outcome == "refused"
    assert simulator(at(24, 9)).cancel("A-1", "", "").outcome == "accepted"
    assert simulator(at(24, 9)).cancel("A-1", "", "").outcome == "done"


@pytest.mark.django_db
def test_staff_complete_fail_and_hold_with_a_trail(heard):
    for number in ("A-1", "A-2", "A-3"):
        simulator().submit(order(number))
    complete_now("A-1", actor=ACTOR, now=NOW)
    fail("A-2", "Kein Port frei", actor=ACTOR, now=NOW)
    hold("A-3", actor=ACTOR, now=NOW)
    told = simulator(at(27, 9)).status(["A-1", "A-2", "A-3"])
    assert [(news.state, news.reason) for news in told] == [
        ("completed", ""), ("failed", "Kein Port frei"), ("held", ""),
    ]  # fmt: skip
    trail = AuditEntry.objects.filter(action="carrier.order_steered").order_by("id")
    assert [entry.new["state"] for entry in trail] == ["completed", "failed", "held"]
    complete_now("A-3", actor=ACTOR, now=NOW)
    assert state(NOW, "A-3")[0] == "completed"


@pytest.mark.django_db
def test_what_is_over_stays_so():
    simulator().submit(order())
    complete_now("A-1", actor=ACTOR, now=NOW)
    for move in (complete_now, hold):
        with pytest.raises(SteeringError):
            move("A-1", actor=ACTOR, now=NOW)
    with pytest.raises(SteeringError):
        fail("A-1", "zu spät", actor=ACTOR, now=NOW)
    with pytest.raises(SteeringError):
        complete_now("A-9", actor=ACTOR, now=NOW)
    assert state(NOW)[0] == "completed"


@pytest.mark.django_db
def test_a_failure_needs_its_reason():
    simulator().submit(order(activation_on=date(2026, 12, 24)))
    with pytest.raises(SteeringError):
        fail("A-1", "  ", actor=ACTOR, now=NOW)


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        ("portal.carrier.simulator.Simulator", "", []),
        ("portal.carrier.tmf622.Tmf622", "https://carrier.example.org/v4", []),
        ("portal.carrier.tmf622.Tmf622", "http://127.0.0.1:9/v4", []),
        ("portal.carrier.tmf622.Tmf622", "", ["carrier.E002"]),
        ("portal.carrier.tmf622.Tmf622", "ftp://carrier.example.org", ["carrier.E002"]),
        ("portal.carrier.tmf622.Tmf622", "http://carrier.example.org", ["carrier.E003"]),
        ("portal.carrier.Nobody", "", ["carrier.E001"]),
    ],
)
def test_the_settings_are_checked(settings, name, url, found):
    settings.CARRIER_GATEWAY, settings.CARRIER_URL = name, url
    assert [error.id for error in carrier_gateway()] == found


def test_production_is_warned_of_the_simulator(settings):
    settings.DEMO_MODE = False
    assert [(type(warning), warning.id) for warning in real_carrier()] == [(Warning, "carrier.W001")]
    settings.DEMO_MODE = True
    assert real_carrier() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wishes", "assigned"),
    [
        ({"simCards": 1}, {"iccid": "894910000000000011", "simState": "inactive"}),
        (
            {"simCards": 2, "newNumber": True},
            {
                "iccid": "894910000000000011",
                "iccid2": "894910000000000012",
                "simState": "inactive",
                "phoneNumber": "+4915110000001",
            },
        ),
        ({"simCards": 4}, {}),
        ({"temporaryNumber": False}, {}),
    ],
)
def test_cards_and_mobile_numbers_are_assigned(wishes, assigned):
    characteristics = [{"name": name, "value": value} for name, value in wishes.items()]
    item = {"id": "1", "action": "add", "product": {"productCharacteristic": characteristics}}
    simulator().submit(order(items=(item,)))
    assert SimulatedOrder.objects.get().assigned == assigned
