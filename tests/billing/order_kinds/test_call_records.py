"""Which call records come with the invoices, and from when (B4, § 11 TDDDG)."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import translation

from accounts.models import CallRecordChoice, CallRecordDetail
from billing.order_kinds.call_records import declaration_text, first_day
from contracts.orders.states import OrderState
from portal.carrier.models import SimulatedOrder
from portal.lib.periods import BERLIN
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import carrier_works, configure, mail_of, order, refused, until_done
from tests.contracts.owned import account_product

FULL, SHORTENED, NONE = CallRecordDetail.FULL, CallRecordDetail.SHORTENED, CallRecordDetail.NONE
ANSWERS = {"detail": "shortened", "show_flat": "on", "declared": "on"}


def rows_of(person) -> list[tuple]:
    return list(
        CallRecordChoice.objects.filter(customer=person.customer).values_list(
            "detail", "show_flat", "valid_from", "valid_to"
        )
    )


@pytest.mark.parametrize(
    ("today", "lead", "expected"),
    [
        (date(2026, 11, 20), 3, date(2026, 12, 1)),
        (date(2026, 11, 27), 3, date(2026, 12, 1)),  # Friday: Saturday, Monday, Tuesday
        (date(2026, 11, 28), 3, date(2027, 1, 1)),  # Saturday: three Werktage end on 2 December
        (date(2026, 11, 30), 3, date(2027, 1, 1)),  # last day of the month
        (date(2026, 11, 30), 0, date(2026, 12, 1)),
        (date(2026, 12, 1), 3, date(2027, 1, 1)),
        (date(2026, 12, 28), 3, date(2027, 1, 1)),
        (date(2026, 12, 31), 3, date(2027, 2, 1)),
        (date(2027, 2, 28), 3, date(2027, 4, 1)),
    ],
)
def test_the_next_period_that_the_lead_time_allows(today, lead, expected):
    assert first_day(today, lead, "NI") == expected


def test_shortened_from_the_next_period_on(here, erika, account):
    placed = order(here, "call-records", account, ANSWERS)
    assert (placed.one_off, placed.activation_on) == (0, date(2026, 12, 1))
    assert "01.12.2026" in mail_of(placed).text
    before = [(FULL, True, date(2000, 1, 1), None)]
    assert rows_of(erika) == before
    with time_machine.travel("2026-11-30 23:00+01:00", tick=False):
        carrier_works()
    assert rows_of(erika) == before
    assert until_done(placed).state == OrderState.COMPLETED
    assert rows_of(erika) == [
        (FULL, True, date(2000, 1, 1), date(2026, 12, 1)),
        (SHORTENED, True, date(2026, 12, 1), None),
    ]


def test_the_declaration_is_kept_with_time_and_wording(here, erika, account):
    placed = order(here, "call-records", account, ANSWERS)
    until_done(placed)
    choice = CallRecordChoice.objects.get(detail=SHORTENED)
    assert choice.declared_at == datetime(2026, 11, 20, 10, tzinfo=BERLIN)
    assert choice.declaration.startswith("Ich erkläre: Alle in meinem Haushalt")
    assert "unverzüglich" in choice.declaration


def test_the_wording_is_kept_in_the_language_in_which_it_was_read(here, account):
    here.post("/sprache/", {"language": "en"})
    placed = order(here, "call-records", account, ANSWERS)
    until_done(placed)
    assert CallRecordChoice.objects.get(detail=SHORTENED).declaration.startswith("I declare: I have informed")


def test_firms_declare_for_staff_and_works_council(client, firma):
    load_demo_catalogue()
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        log_in(client, firma.login)
        placed = order(client, "call-records", account_product(firma), ANSWERS)
    assert "Betriebsrat" in placed.answers["declaration"]


@pytest.mark.parametrize(
    ("kind", "language", "words"),
    [
        ("private", "de", "Haushalt"),
        ("business", "de", "Personalvertretung"),
        ("private", "en", "household"),
        ("business", "en", "works council"),
    ],
)
def test_the_wording_of_the_declaration(kind, language, words):
    with translation.override(language):
        assert words in declaration_text(kind)


def test_no_records_without_the_declaration(here, account):
    page = refused(here, "call-records", account, {"detail": "shortened"})
    assert "Ohne Ihre Erklärung" in page


def test_giving_up_call_records_needs_no_declaration(here, erika, account):
    placed = order(here, "call-records", account, {"detail": "none", "show_flat": "on"})
    assert placed.answers == {"detail": "none", "show_flat": False, "declared": False, "declaration": ""}
    until_done(placed)
    assert rows_of(erika)[-1] == (NONE, False, date(2026, 12, 1), None)


def test_what_holds_already_is_refused(here, account):
    page = refused(here, "call-records", account, {"detail": "full", "show_flat": "on", "declared": "on"})
    assert "Es würde sich nichts ändern" in page


def test_flat_calls_alone_are_a_change(here, erika, account):
    placed = order(here, "call-records", account, {"detail": "full", "declared": "on"})
    until_done(placed)
    assert rows_of(erika)[-1] == (FULL, False, date(2026, 12, 1), None)


def test_a_choice_that_was_to_begin_later_is_replaced(here, erika, account):
    CallRecordChoice.objects.update(valid_to=date(2027, 1, 1))
    CallRecordChoice.objects.create(customer=erika.customer, detail=NONE, valid_from=date(2027, 1, 1))
    page = configure(here, "call-records", account, ANSWERS).content.decode()
    assert "Was ab dem 01.01.2027 gelten sollte" in page
    until_done(order(here, "call-records", account, ANSWERS))
    assert rows_of(erika) == [
        (FULL, True, date(2000, 1, 1), date(2026, 12, 1)),
        (SHORTENED, True, date(2026, 12, 1), None),
    ]


def test_a_second_order_waits_for_the_first(here, account):
    placed = order(here, "call-records", account, ANSWERS)
    page = refused(here, "call-records", account, {"detail": "none"})
    assert placed.number in page


def test_a_late_carrier_does_not_reach_into_the_past(here, erika, account):
    placed = order(here, "call-records", account, ANSWERS)
    carrier_works()
    SimulatedOrder.objects.filter(number=placed.number).update(state="held")
    with time_machine.travel("2027-02-10 10:00+01:00", tick=False):
        SimulatedOrder.objects.filter(number=placed.number).update(state="inProgress")
        carrier_works()
    assert rows_of(erika)[-1] == (SHORTENED, True, date(2027, 2, 1), None)


def test_third_parties_are_unaffected_and_the_note_says_so(here, account):
    page = configure(here, "call-records", account, ANSWERS).content.decode()
    assert "Rechnungskennwort" in page


def test_a_failing_order_changes_nothing(here, erika, account):
    placed = order(here, "call-records", account, ANSWERS)
    let_fail(placed)
    assert placed.state == OrderState.FAILED
    assert rows_of(erika) == [(FULL, True, date(2000, 1, 1), None)]
