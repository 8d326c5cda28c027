"""Services for calls: forwarding, mailbox, caller id, call waiting, missed-call SMS (C8, C14, D9, D10)."""

from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest

from contracts.models import Order, OrderDraft
from contracts.orders.states import OrderState
from mobile.models import ServiceSettings
from portal.audit.models import AuditEntry
from portal.carrier.models import CarrierMessage
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    place,
    refused,
    token_of,
    until_done,
)

NEXT_DAY = date(2026, 11, 21)  # one Werktag after Friday 20 November
BOX_PIN = "2846"
DEFAULT = {"unreachable": "on", "no_answer": "on", "busy": "on", "seconds": "20"}

# kind: answers that change something, the column, its value before and after, the column of the day,
# what refuses a data-only card
SERVICES: dict[str, tuple[dict[str, Any], str, Any, Any, str, str]] = {
    "call-forwarding": (
        DEFAULT | {"seconds": "30"},
        "no_answer_seconds",
        20,
        30,
        "forwarding_since",
        "keine Anrufe, die sich umleiten ließen",
    ),
    "mobile-mailbox": (
        {"mailbox": "off"},
        "mailbox_on",
        True,
        False,
        "mailbox_since",
        "hat sie keine Mailbox",
    ),
    "caller-id": (
        {"caller_id": "suppressed"},
        "caller_id_suppressed",
        False,
        True,
        "caller_id_since",
        "die eine Nummer anzeigen",
    ),
    "call-waiting": (
        {"call_waiting": "off"},
        "call_waiting",
        True,
        False,
        "call_waiting_since",
        "gibt es kein Anklopfen",
    ),
    "missed-call-sms": (
        {"missed_call_sms": "off"},
        "missed_call_sms",
        True,
        False,
        "missed_call_sms_since",
        "lässt sich keiner verpassen",
    ),
}
ALL = pytest.mark.parametrize("slug", SERVICES)


def settings_of(product) -> ServiceSettings:
    return ServiceSettings.of(product.pk)


@ALL
def test_d9_it_changes_on_its_day_and_not_before(here, contract, slug):
    answers, column, before, after, since, _words = SERVICES[slug]
    placed = order(here, slug, contract, answers)
    assert placed.activation_on == NEXT_DAY
    assert (placed.monthly, placed.one_off) == (0, 0)
    mail = mail_of(placed).text
    assert "21.11.2026" in mail
    assert "01511 2345678" in mail
    assert not ServiceSettings.objects.exists()
    assert getattr(settings_of(contract), column) == before
    assert until_done(placed).state == OrderState.COMPLETED
    assert getattr(settings_of(contract), column) == after
    assert getattr(settings_of(contract), since) == NEXT_DAY


@ALL
def test_an_order_that_fails_changes_no_setting(here, contract, slug):
    placed = order(here, slug, contract, SERVICES[slug][0])
    assert let_fail(placed).state == OrderState.FAILED
    assert not ServiceSettings.objects.exists()


@ALL
def test_d10_a_card_for_data_only_has_none_of_them(here, surf_sim, slug):
    answers, _column, _before, _after, _since, words = SERVICES[slug]
    assert base(slug, surf_sim) not in here.get(f"/vertraege/{surf_sim.pk}/").content.decode()
    assert words in unescape(refused(here, slug, surf_sim, answers))


@pytest.mark.parametrize(
    ("slug", "answers", "words"),
    [
        ("call-forwarding", DEFAULT, "Ihre Anrufe werden schon so umgeleitet"),
        ("mobile-mailbox", {"mailbox": "on"}, "Ihre Mailbox ist schon so eingestellt"),
        ("caller-id", {"caller_id": "shown"}, "Ihre Nummer wird schon so angezeigt oder unterdrückt"),
        ("call-waiting", {"call_waiting": "on"}, "Anklopfen ist schon so eingestellt"),
        (
            "missed-call-sms",
            {"missed_call_sms": "on"},
            "Die SMS über verpasste Anrufe ist schon so eingestellt",
        ),
    ],
)
def test_what_changes_nothing_is_refused_in_its_own_words(here, contract, slug, answers, words):
    assert words in unescape(refused(here, slug, contract, answers))


@ALL
def test_an_empty_form_is_no_answer(here, contract, slug):
    refused(here, slug, contract, {})


# Forwarding


def test_d9_forwarding_knows_the_seconds_of_the_network_only(here, contract):
    page = refused(here, "call-forwarding", contract, DEFAULT | {"seconds": "12"})
    assert "Andere kennt das Netz nicht" in page


def test_d9_each_case_of_forwarding_by_itself(here, contract):
    placed = order(here, "call-forwarding", contract, {"busy": "on", "seconds": "10"})
    until_done(placed)
    after = settings_of(contract)
    assert (after.forward_always, after.forward_unreachable, after.forward_no_answer, after.forward_busy) == (
        False,
        False,
        False,
        True,
    )
    assert after.no_answer_seconds == 20  # nothing rings so long now; the time stays for later
    page = configure(here, "call-forwarding", contract, {"always": "on", "seconds": "20"}).content.decode()
    assert "Ihr Telefon klingelt nicht mehr" in page


def test_d9_nothing_is_forwarded_to_a_mailbox_that_is_off(here, contract):
    ServiceSettings.objects.create(
        product=contract,
        mailbox_on=False,
        forward_unreachable=False,
        forward_no_answer=False,
        forward_busy=False,
    )
    page = refused(here, "call-forwarding", contract, DEFAULT)
    assert "Ihre Mailbox ist ausgeschaltet. Bitte schalten Sie sie zuerst ein" in page
    assert base("mobile-mailbox", contract) in page


def test_d9_forwarding_waits_for_a_mailbox_that_is_about_to_be_switched_off(here, contract):
    off = order(here, "mobile-mailbox", contract, {"mailbox": "off"})
    page = refused(here, "call-forwarding", contract, DEFAULT | {"seconds": "30"})
    assert f"Ihre Mailbox wird gerade ausgeschaltet (Auftrag {off.number})" in page


# Mailbox


def test_d9_without_mailbox_no_forwarding(here, contract):
    checked = configure(here, "mobile-mailbox", contract, {"mailbox": "off"}).content.decode()
    assert (
        "Auch die Rufumleitung auf die Mailbox endet: wenn nicht erreichbar, wenn niemand abnimmt, wenn besetzt."
        in checked
    )
    until_done(order(here, "mobile-mailbox", contract, {"mailbox": "off"}))
    after = settings_of(contract)
    assert not any(
        (after.forward_always, after.forward_unreachable, after.forward_no_answer, after.forward_busy)
    )
    assert (after.mailbox_since, after.forwarding_since) == (NEXT_DAY, NEXT_DAY)
    until_done(order(here, "mobile-mailbox", contract, {"mailbox": "on"}))
    again = settings_of(contract)
    assert again.mailbox_on
    assert not again.forward_busy


def test_d9_the_mailbox_is_not_switched_off_below_an_order_that_forwards(here, contract):
    forwarding = order(here, "call-forwarding", contract, DEFAULT | {"seconds": "30"})
    page = refused(here, "mobile-mailbox", contract, {"mailbox": "off"})
    assert f"Ihr Auftrag {forwarding.number} leitet Anrufe auf die Mailbox um" in page


def test_c14_the_pin_of_the_mailbox_goes_to_the_carrier_only(here, contract):
    answers = {"mailbox": "on", "mailbox_pin": BOX_PIN, "mailbox_pin_repeated": BOX_PIN}
    placed = order(here, "mobile-mailbox", contract, answers)
    message = CarrierMessage.objects.get(order_number=placed.number)
    assert message.payload["secrets"] == ["mailbox_pin"]
    assert message.sealed
    kept = [
        list(Order.objects.values_list("answers", "summary", "results")),
        list(OrderDraft.objects.values_list("answers", "sealed")),
        list(AuditEntry.objects.values_list("new", "note")),
        message.payload["items"],
        mail_of(placed).text,
    ]
    assert f"'{BOX_PIN}'" not in repr(kept)
    assert settings_of(contract).mailbox_pin_set_at is None
    done = until_done(placed)
    message.refresh_from_db()
    assert message.sealed == ""
    after = settings_of(contract)
    assert after.mailbox_pin_set_at == done.completed_at
    assert after.mailbox_pin_set_at > datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert after.mailbox_since is None  # it was on before
    assert after.forward_busy


@pytest.mark.parametrize(
    ("pin", "repeated", "words"),
    [
        ("471", "471", "Die PIN besteht aus 4 bis 10 Ziffern"),
        ("12345678901", "12345678901", "Die PIN besteht aus 4 bis 10 Ziffern"),
        ("47a1", "47a1", "Die PIN besteht aus 4 bis 10 Ziffern"),
        ("7777", "7777", "Bitte wiederholen Sie nicht dieselben Ziffern"),
        ("4321", "4321", "Bitte nehmen Sie keine Ziffern der Reihe nach"),
        ("5112", "5112", "Die PIN darf kein Teil Ihrer Mobilfunknummer sein"),
        (BOX_PIN, "2847", "Die beiden PINs sind nicht gleich"),
        (BOX_PIN, "", "Die beiden PINs sind nicht gleich"),
    ],
)
def test_d9_easy_pins_are_refused_and_not_shown(here, contract, pin, repeated, words):
    answers = {"mailbox": "on", "mailbox_pin": pin, "mailbox_pin_repeated": repeated}
    page = refused(here, "mobile-mailbox", contract, answers)
    assert words in page
    assert f'value="{pin}"' not in page


def test_d9_a_mailbox_that_is_off_needs_no_pin(here, contract):
    answers = {"mailbox": "off", "mailbox_pin": BOX_PIN, "mailbox_pin_repeated": BOX_PIN}
    assert "Eine ausgeschaltete Mailbox braucht keine PIN" in refused(
        here, "mobile-mailbox", contract, answers
    )


def test_d9_the_figures_of_the_mailbox_stand_on_its_form(here, contract):
    page = here.get(base("mobile-mailbox", contract)).content.decode()
    for figure in (
        "bis zu 50, mit höchstens 3 Minuten",
        "neue 17 Tage, abgehörte 5 Tage",
        "bis zu 25, mit höchst",
    ):
        assert figure in page


# Caller id, call waiting


def test_d9_caller_id_explains_the_codes(here, contract):
    page = here.get(base("caller-id", contract)).content.decode()
    assert "Wählen Sie #31# vor der Rufnummer" in page
    assert "*31#" in page
    checked = configure(here, "caller-id", contract, {"caller_id": "suppressed"}).content.decode()
    assert "wählen Sie *31# vor der Rufnummer" in checked


def test_d9_call_waiting_says_where_callers_go_then(here, contract):
    assert "bis zu 5 Gesprächspartner" in here.get(base("call-waiting", contract)).content.decode()
    page = configure(here, "call-waiting", contract, {"call_waiting": "off"}).content.decode()
    assert "erreicht dann Ihre Mailbox" in page
    ServiceSettings.objects.create(product=contract, forward_busy=False)
    page = configure(here, "call-waiting", contract, {"call_waiting": "off"}).content.decode()
    assert "Besetztzeichen" in page


def test_what_was_changed_meanwhile_is_refused_at_placing(here, contract):
    token = token_of(configure(here, "caller-id", contract, {"caller_id": "suppressed"}))
    ServiceSettings.objects.create(product=contract, caller_id_suppressed=True)
    assert "Es würde sich nichts ändern" in place(here, "caller-id", contract, token).content.decode()
    carrier_works()
    assert not Order.objects.exists()
