"""C15, D3–D7, D9: cards, numbers and settings as the carrier states them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.models import Product
from mobile.feed.contract_lines import read_contract
from mobile.models import MobileNumber, ServiceSettings, SimCard, SimEvent, SimState
from mobile.secrets import open_pin, open_puk
from mobile.sim_states import move_sim
from portal.audit.models import AuditEntry
from portal.audit.trail import Actor
from portal.carrier.feed import import_path
from tests.cast import Person
from tests.contracts.owned import give
from tests.mobile.cast import give_mobile
from tests.mobile.feeding import FIRST, NOW, SECOND, THIRD, Line, faults_of, reason_of, take, write

FIRST_AT, SECOND_AT = datetime.fromisoformat(FIRST), datetime.fromisoformat(SECOND)
A, B, C = (f"894920000000000000{place}" for place in (1, 2, 3))


@pytest.fixture
def bare(catalogue: Any, erika: Person) -> Product:
    """A contract of which only the inventory has spoken."""
    return give(erika, "mobil-smart-lte-24", number="M-1")


def card(iccid: str = A, state: str = "active", /, **changes: Any) -> Line:
    return {"iccid": iccid, "state": state, **changes}


def number(written: str = "0151 12345678", start: str = "2021-03-01", end: str = "", **changes: Any) -> Line:
    valid_for = {"startDate": start} | ({"endDate": end} if end else {})
    return {"number": written, "validFor": valid_for, **changes}


def line(*cards: Line, product: str = "M-1", **changes: Any) -> Line:
    return {"product": product, "simCards": list(cards), **changes}


def cards() -> list[tuple[str, int, str]]:
    return list(SimCard.objects.order_by("iccid").values_list("iccid", "position", "state"))


def numbers() -> list[tuple[str, str, date, date | None]]:
    rows = MobileNumber.objects.order_by("valid_from")
    return list(rows.values_list("number", "kind", "valid_from", "valid_to"))


def test_c15_a_contract_comes_in_with_cards_number_and_settings(bare: Product, tmp_path: Path):
    services = {
        "callForwarding": {"always": True, "busy": False, "noAnswerSeconds": 15, "since": "2026-01-02"},
        "mailbox": {"on": True, "pinSetAt": "2026-01-03T10:00:00+01:00"},
        "callerId": {"suppressed": True, "since": "2026-01-04"},
        "callWaiting": {"on": False, "since": "2026-01-05"},
    }
    active = card(
        A,
        pin="4711",
        puk="12345678",
        stateSince="2021-03-01T10:00:00+01:00",
        activatedAt="2021-03-01T10:00:00+01:00",
    )
    take(
        write(
            tmp_path,
            "sims",
            line(
                active,
                card(B, "sent", position=2),
                phoneNumbers=[
                    number("0160 7654321", "2021-03-01", "2021-03-14", kind="temporary"),
                    number(start="2021-03-15", kind="ported"),
                ],
                serviceSettings=services,
            ),
        )
    )  # fmt: skip
    assert cards() == [(A, 1, "active"), (B, 2, "sent")]
    first, second = SimCard.objects.order_by("iccid")
    since = datetime(2021, 3, 1, 9, tzinfo=UTC)
    assert (first.product, first.state_at, first.activated_at) == (bare, since, since)
    assert (second.state_at, second.pin_sealed, second.activated_at) == (FIRST_AT, "", None)
    assert open_pin(first.pin_sealed, iccid=A) == "4711"
    assert open_puk(first.puk_sealed, iccid=A) == "12345678"
    assert numbers() == [
        ("+491607654321", "temporary", date(2021, 3, 1), date(2021, 3, 15)),
        ("+4915112345678", "ported", date(2021, 3, 15), None),
    ]
    settings = ServiceSettings.objects.get(product=bare)
    assert (settings.forward_always, settings.forward_busy, settings.forward_unreachable) == (
        True,
        False,
        True,
    )
    assert (settings.no_answer_seconds, settings.forwarding_since) == (15, date(2026, 1, 2))
    assert (settings.caller_id_suppressed, settings.call_waiting, settings.missed_call_sms) == (
        True,
        False,
        True,
    )
    assert settings.mailbox_pin_set_at == datetime(2026, 1, 3, 9, tzinfo=UTC)
    assert list(SimEvent.objects.order_by("sim__iccid").values_list("old_state", "new_state", "at")) == [
        ("", "active", since),
        ("", "sent", FIRST_AT),
    ]
    assert not any("4711" in str(entry.new) for entry in AuditEntry.objects.all())


def test_c15_the_smallest_line(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", {"product": "M-1"}))
    assert (cards(), numbers(), ServiceSettings.objects.count()) == ([], [], 0)


def test_c15_the_same_again_changes_nothing(bare: Product, tmp_path: Path):
    full = line(
        card(pin="4711", puk="12345678"), phoneNumbers=[number()], serviceSettings={"mailbox": {"on": False}}
    )
    path = write(tmp_path, "sims", full)
    take(path)
    before = [list(model.objects.values()) for model in (SimCard, SimEvent, MobileNumber, ServiceSettings)]
    assert import_path(path, now=NOW)[0].already_known
    take(write(tmp_path, "sims", full, created=SECOND))
    take(write(tmp_path, "sims", line(card()), created=THIRD))  # what is left out stays
    assert before == [
        list(model.objects.values()) for model in (SimCard, SimEvent, MobileNumber, ServiceSettings)
    ]


def test_d3_a_new_state_is_a_move_with_event_and_audit_entry(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", line(card(A, "sent"))))
    active_since = "2026-11-20T18:00:00+01:00"
    take(write(tmp_path, "sims", line(card(stateSince=active_since)), created=SECOND))
    sim = SimCard.objects.get()
    since = datetime.fromisoformat(active_since)
    assert (sim.state, sim.state_at, sim.activated_at) == (SimState.ACTIVE, since, since)
    entry = AuditEntry.objects.get(action="sim.state_changed")
    assert (entry.actor_name, entry.at, entry.new) == ("import_carrier_data", NOW, {"state": "active"})
    assert SimEvent.objects.latest("pk").at == since


def test_d3_a_loss_that_was_reported_after_the_file_was_written_stays(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", line(card())))
    later = datetime(2026, 11, 21, 6, tzinfo=UTC)  # an hour after the second file was written
    move_sim(sim=SimCard.objects.get(), to=SimState.BLOCKED_LOSS, actor=Actor("customer", "4"), now=later)
    take(write(tmp_path, "sims", line(card()), created=SECOND))
    assert cards() == [(A, 1, "blocked_loss")]
    take(write(tmp_path, "sims", line(card()), created=THIRD))  # found again, the service centre unblocked it
    assert cards() == [(A, 1, "active")]


def test_d3_a_replacement_takes_the_place(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", line(card())))
    take(write(tmp_path, "sims", line(card(A, "replaced", replacedBy=B), card(B, "sent")), created=SECOND))
    assert cards() == [(A, 1, "replaced"), (B, 1, "sent")]
    assert SimCard.objects.get(iccid=A).replaced_by.iccid == B
    again = write(tmp_path, "sims", line(card(A)), created=THIRD)
    assert [fault.reason for fault in faults_of(again)] == [
        f"Card {A} cannot go from replaced to active.",
        f"Position 1 is taken by card {B}; state it as well.",
    ]


def test_d5_codes_are_replaced_by_newer_ones_only(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", line(card(pin="4711", puk="12345678"))))
    take(write(tmp_path, "sims", line(card(puk="87654321")), created=SECOND))
    sim = SimCard.objects.get()
    assert open_pin(sim.pin_sealed, iccid=A) == "4711"
    assert open_puk(sim.puk_sealed, iccid=A) == "87654321"


def test_d5_codes_that_cannot_be_opened_any_more_come_back(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", line(card(pin="4711", puk="12345678"))))
    SimCard.objects.update(pin_sealed="1.broken", puk_sealed="1.broken")
    take(write(tmp_path, "sims", line(card(pin="4711", puk="12345678")), created=SECOND))
    assert open_puk(SimCard.objects.get().puk_sealed, iccid=A) == "12345678"


def test_d5_the_next_file_seals_under_a_new_key_whatever_it_says(
    bare: Product, tmp_path: Path, settings: Any
):
    take(write(tmp_path, "sims", line(card(pin="4711", puk="12345678"))))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-of-this-installation-" * 2
    take(write(tmp_path, "sims", line(card(puk="12345678")), created=SECOND))
    settings.SECRET_KEY_FALLBACKS = []
    sim = SimCard.objects.get()
    assert open_pin(sim.pin_sealed, iccid=A) == "4711"
    assert open_puk(sim.puk_sealed, iccid=A) == "12345678"


def test_d7_a_swapped_number_stays_as_a_fact(bare: Product, tmp_path: Path):
    take(write(tmp_path, "sims", line(phoneNumbers=[number()])))
    take(write(tmp_path, "sims", line(phoneNumbers=[number("0170 1234567", "2026-11-21")]), created=SECOND))
    assert numbers() == [
        ("+4915112345678", "assigned", date(2021, 3, 1), date(2026, 11, 21)),
        ("+491701234567", "assigned", date(2026, 11, 21), None),
    ]
    take(write(tmp_path, "sims", line(phoneNumbers=[number("0170 1234567", "2026-11-20")]), created=THIRD))
    assert numbers()[1] == (
        "+491701234567",
        "assigned",
        date(2026, 11, 20),
        None,
    )  # its days were told otherwise


def test_d7_an_announced_port_that_is_withdrawn_never_held(bare: Product, tmp_path: Path):
    both = [
        number("0160 7654321", "2026-11-01", "2026-12-09", kind="temporary"),
        number(start="2026-12-10", kind="ported"),
    ]
    take(write(tmp_path, "sims", line(phoneNumbers=both)))
    take(write(tmp_path, "sims", line(phoneNumbers=[number("0160 7654321", "2026-11-01")]), created=SECOND))
    assert numbers() == [("+491607654321", "assigned", date(2026, 11, 1), None)]


def test_d7_a_number_moves_after_it_was_given_up(bare: Product, max: Person, tmp_path: Path):
    give(max, "mobil-smart-lte-24", number="M-2")
    take(write(tmp_path, "sims", line(phoneNumbers=[number()])))
    taken = write(tmp_path, "sims", line(product="M-2", phoneNumbers=[number()]), created=SECOND)
    assert reason_of(taken) == "Number +4915112345678 belongs to another contract."
    moved = [line(phoneNumbers=[]), line(product="M-2", phoneNumbers=[number(start="2026-11-21")])]
    take(write(tmp_path, "sims", *moved, created=SECOND))
    assert numbers() == [
        ("+4915112345678", "assigned", date(2021, 3, 1), date(2026, 11, 21)),
        ("+4915112345678", "assigned", date(2026, 11, 21), None),
    ]


def test_c15_a_refused_line_refuses_the_file(bare: Product, tmp_path: Path):
    lines = [line(card()), line(card(B), product="M-unknown"), line(card(C, "lost"), product="M-3")]
    assert [(fault.line, fault.reason[:40]) for fault in faults_of(write(tmp_path, "sims", *lines))] == [
        (3, "Product M-unknown is no mobile contract "),
        (4, "state is 'lost'; allowed are ordered, se"),
    ]


def test_c15_cards_of_others_and_taken_places_are_refused(bare: Product, max: Person, tmp_path: Path):
    other = give_mobile(max)
    theirs = other.sims.get().iccid
    assert (
        reason_of(write(tmp_path, "sims", line(card(theirs))))
        == f"Card {theirs} belongs to another contract."
    )
    take(write(tmp_path, "sims", line(card())))
    expected = {
        f"Position 1 is taken by card {A}; state it as well.": line(card(B)),
        f"Card {A} has position 1; it cannot change.": line(card(position=2)),
        f"Card {C}, named by replacedBy, is no card of this contract.": line(
            card(A, "replaced", replacedBy=C)
        ),
        f"Card {A}: stateSince lies after the file's createdAt.": line(
            card(stateSince="2026-11-21T07:00:00Z")
        ),
    }
    for reason, refused in expected.items():
        assert reason_of(write(tmp_path, "sims", refused, created=SECOND)) == reason


def test_c15_nothing_stands_in_a_file_twice(bare: Product, max: Person, tmp_path: Path):
    give(max, "mobil-smart-lte-24", number="M-2")
    for other, reason in (
        (line(), "Product M-1 stands in this file twice."),
        (line(card(), product="M-2"), f"Card {A} stands in this file twice."),
        (line(product="M-2", phoneNumbers=[number()]), "Number +4915112345678 stands in this file twice."),
    ):
        (fault,) = faults_of(write(tmp_path, "sims", line(card(), phoneNumbers=[number()]), other))
        assert (fault.line, fault.reason) == (3, reason)


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        ({"simCards": []}, "product is missing."),
        (line(card("123")), "iccid must be 18 to 22 digits that begin with 89."),
        (line({"state": "active"}), "iccid is missing."),
        (line({"iccid": A}), "state is None; allowed are ordered"),
        (line(card(position=4)), "position is 4, not a whole number from 1 to 3."),
        (line(card(stateSince="2026-11-01")), "stateSince needs a time zone"),
        (line(card(pin="12")), "pin must be 4 to 8 digits."),
        (line(card(puk="1234567")), "puk must be 8 digits."),
        (line(card(replacedBy=B)), "replacedBy names another card, of a card whose state is replaced."),
        (line(card(A, "replaced", replacedBy=A)), "replacedBy names another card"),
        (line(card(), card()), f"Card {A} stands in simCards twice."),
        (line(card(), card(B, "sent")), "Two cards are in use at position 1."),
        (line(*(card(old, "replaced", replacedBy=C) for old in (A, B))), f"Card {C} replaces one card only."),
        (line(phoneNumbers=[number("0511 123456")]), "number '0511 123456' is no German mobile number."),
        (line(phoneNumbers=[{"number": "0151 12345678"}]), "validFor is missing."),
        (line(phoneNumbers=[number(end="2020-01-01")]), "endDate lies before startDate."),
        (line(phoneNumbers=[number(kind="wished")]), "kind is 'wished'; allowed are assigned, ported, temporary."),
        (line(phoneNumbers=[number(), number("0160 7654321", "2022-01-01")]), "There are two numbers on 2022-01-01."),
        (line(serviceSettings={"callForwarding": {"noAnswerSeconds": 12}}), "noAnswerSeconds is one of 5, 10, 15"),
        (line(serviceSettings={"mailbox": {"on": "yes"}}), "on must be true or false."),
    ],
)  # fmt: skip
def test_c15_every_fault_is_named(bare: Product, tmp_path: Path, refused: Line, reason: str):
    assert reason in reason_of(write(tmp_path, "sims", refused))


def test_d5_no_sentence_and_no_text_form_tells_a_code(bare: Product, tmp_path: Path):
    refused = write(tmp_path, "sims", line(card(pin="123456789", puk="98765")))
    assert "123456789" not in reason_of(refused)
    read = read_contract(line(card(pin="4711", puk="12345678")))
    assert "4711" not in repr(read)
    assert "12345678" not in repr(read)


def test_c15_queries_do_not_grow_with_the_file(
    bare: Product, erika: Person, tmp_path: Path, django_assert_max_num_queries: Any
):
    products = [give(erika, "mobil-smart-lte-24", number=f"X-{place}") for place in range(30)]
    full = [
        line(
            card(f"8949300000000000{place:03}", puk="12345678"),
            product=product.number,
            phoneNumbers=[number(f"0151 1000{place:04}")],
            serviceSettings={"mailbox": {"on": True}},
        )
        for place, product in enumerate(products)
    ]
    with django_assert_max_num_queries(24):
        take(write(tmp_path, "sims", *full))
    assert SimCard.objects.count() == MobileNumber.objects.count() == 30
