"""K2, C7: the service centre finds orders, sees why they are stuck, and moves them with a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from contracts.models import Order, Product
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.carrier.models import CarrierMessage
from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup
from tests.cast import log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.mailboxes import give_mailbox
from tests.contracts.orders.lines import give_numbers
from tests.contracts.orders.ordering import order
from tests.contracts.owned import give
from tests.staff.people import enter, make_staff

LIST = "/verwaltung/contracts/order/"


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


@pytest.fixture
def placed(erika, line) -> Order:
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        return order(log_in(Client(), erika.login), "bandwidth", line, {"offering": "dsl-100-24"})


@pytest.fixture
def now():
    with time_machine.travel("2026-11-20 10:30+01:00", tick=False):
        yield


def page(placed: Order, action: str = "change") -> str:
    return f"{LIST}{placed.pk}/{action}/"


def test_k2_an_order_is_found_and_read_and_the_look_is_in_the_trail(now, service: Client, placed):
    assert placed.number in service.get(LIST, {"q": placed.number}).content.decode()
    text = service.get(page(placed)).content.decode()
    assert "DSL 100" in text
    assert AuditEntry.objects.filter(action="order.viewed", subject_id=str(placed.pk)).count() == 1


def test_k2_the_customer_page_lists_products_and_orders(now, service: Client, placed):
    text = service.get(f"/verwaltung/accounts/customer/{placed.customer_id}/change/").content.decode()
    assert placed.number in text
    assert "DSL 50" in text
    assert 'href="#panel-orders"' in text  # the page is long


def test_k2_a_customer_is_found_by_an_order(now, service: Client, placed):
    text = service.get("/verwaltung/accounts/customer/", {"q": placed.number}, follow=True).content.decode()
    assert placed.customer.number in text


@pytest.mark.parametrize(
    "words", ["0511 4711", "+49 511 4711", "05114711", "erika@NORDWERK.example", "contract"]
)
def test_k2_a_customer_is_found_by_what_belongs_to_a_contract(now, service: Client, erika, line, words):
    line.numbers.create(number="0511 4711")
    give_mailbox(erika, None, "erika@nordwerk.example")
    text = service.get("/verwaltung/accounts/customer/", {"q": words if words != "contract" else line.number})
    assert f"/verwaltung/accounts/customer/{line.customer_id}/change/" in text.content.decode()


def test_k2_the_list_speaks_of_orders_as_customers_do(now, service: Client, placed):
    text = service.get(LIST).content.decode()
    assert placed.name in text
    assert ">bandwidth<" not in text


def test_c7_an_order_placed_elsewhere_is_not_called_stuck(service: Client, placed):
    Order.objects.filter(pk=placed.pk).update(channel="elsewhere", carrier_received_at=None)
    with time_machine.travel("2026-11-20 18:00+01:00", tick=False):
        assert "nicht erhalten" not in service.get(LIST).content.decode()


def test_c7_a_fresh_order_is_not_stuck_and_one_that_never_left_is(service: Client, placed):
    with time_machine.travel("2026-11-20 10:30+01:00", tick=False):
        assert placed.number not in service.get(LIST, {"stuck": "yes"}).content.decode()
    with time_machine.travel("2026-11-20 11:30+01:00", tick=False):
        service = enter(make_staff("petra", StaffGroup.SERVICE))
        text = service.get(LIST, {"stuck": "yes"}).content.decode()
    assert placed.number in text
    assert "noch nicht erhalten" in text


def test_c7_an_overdue_order_says_so(placed):
    with time_machine.travel("2026-11-28 11:30+01:00", tick=False):
        service = enter(make_staff("petra", StaffGroup.SERVICE))
        assert "Termin ist vorbei" in service.get(LIST, {"stuck": "yes"}).content.decode()


def test_k2_a_state_is_changed_with_a_reason_that_the_customer_reads(now, service: Client, placed, line):
    response = service.post(page(placed, "status"), {"to": "failed", "reason": "Port im Verteiler belegt"})
    assert response["Location"] == page(placed)
    placed.refresh_from_db()
    line.refresh_from_db()
    assert (placed.state, placed.reason) == (OrderState.FAILED, "Port im Verteiler belegt")
    assert line.offering == "dsl-50-24"
    assert "Port im Verteiler belegt" in OutgoingMail.objects.get(kind="order_failed").text
    entry = AuditEntry.objects.get(action="order.state_changed")
    assert (entry.actor_kind, entry.note) == ("staff", "Port im Verteiler belegt")


@pytest.mark.parametrize(("to", "message"), [("failed", "withdrawn"), ("held", "waiting")])
def test_k2_what_staff_end_before_it_left_never_leaves(now, service: Client, placed, to, message):
    service.post(page(placed, "status"), {"to": to, "reason": "Am Telefon geklärt"})
    assert CarrierMessage.objects.get(order_number=placed.number).state == message


def test_k2_the_customer_hears_what_an_order_on_hold_waits_for(now, service: Client, placed):
    answer = service.post(
        page(placed, "status"), {"to": "held", "reason": "Bitte nennen Sie uns Ihr Stockwerk."}, follow=True
    )
    assert "Der Kunde wird benachrichtigt." in answer.content.decode()
    mail = OutgoingMail.objects.get(kind="order_held")
    assert "Bitte nennen Sie uns Ihr Stockwerk." in mail.text
    assert "ist angehalten" in mail.subject


def test_k2_staff_know_when_no_mail_is_sent(now, service: Client, placed):
    answer = service.post(page(placed, "status"), {"to": "pending", "reason": "Termin steht"}, follow=True)
    assert "eine E-Mail geht nicht hinaus" in answer.content.decode()
    assert not OutgoingMail.objects.exclude(kind="order_placed").exists()


def test_k2_completing_by_hand_takes_effect(now, service: Client, placed, line):
    service.post(page(placed, "status"), {"to": "completed", "reason": "Am Telefon bestätigt"})
    line.refresh_from_db()
    assert line.offering == "dsl-100-24"


def test_k2_completing_what_belongs_to_somebody_else_is_refused(now, service: Client, erika, firma, line):
    give_numbers(give(firma, "fon-komfort"), "0511 4711")
    phone = give(erika, "fon-komfort")
    give_numbers(phone, "0511 123456")
    placed = order(log_in(Client(), erika.login), "additional-number", phone)
    Order.objects.filter(pk=placed.pk).update(carrier_assigned={"phoneNumber": "0511 4711"})
    text = service.post(page(placed, "status"), {"to": "completed", "reason": "Erledigt"}).content.decode()
    assert "schon zu einem anderen Vertrag" in text
    placed.refresh_from_db()
    assert placed.state == OrderState.ACKNOWLEDGED


def test_k2_without_a_reason_nothing_moves(now, service: Client, placed):
    text = service.post(page(placed, "status"), {"to": "failed", "reason": " "}).content.decode()
    assert "error-summary" in text
    placed.refresh_from_db()
    assert placed.state == OrderState.ACKNOWLEDGED


@pytest.mark.parametrize("to", ["acknowledged", "assessingCancellation", "nonsense"])
def test_k2_states_that_are_no_move_are_refused(now, service: Client, placed, to):
    service.post(page(placed, "status"), {"to": to, "reason": "Grund"})
    placed.refresh_from_db()
    assert placed.state == OrderState.ACKNOWLEDGED


def test_c7_what_waits_is_handed_over_at_once(now, lead: Client, placed):
    later = timezone.now() + timedelta(hours=1)
    CarrierMessage.objects.update(due_at=later, tries=7)
    lead.post(page(placed, "erneut"))
    assert CarrierMessage.objects.get().due_at < later


def test_k1_the_auditor_looks_and_changes_nothing(now, placed):
    auditor = enter(make_staff("rita", StaffGroup.AUDITOR))
    assert auditor.get(page(placed)).status_code == 200
    assert auditor.get(page(placed, "status")).status_code == 403
    assert auditor.post(page(placed, "erneut")).status_code == 403
