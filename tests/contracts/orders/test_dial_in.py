"""Another password for the router's dial-in (C8, C14), and its place on the security page (B6)."""

import json
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from accounts.models import LoginKind
from contracts.kinds.dial_in import password_faults
from contracts.models import DialInAccess, Order, OrderDraft, Product
from contracts.orders.states import OrderState
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.carrier.models import CarrierMessage
from portal.outbox.models import OutgoingMail
from tests.cast import log_in, make_login
from tests.contracts.catalogue_data import load_demo_catalogue
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
from tests.contracts.owned import give

SECRET = "Funk-Turm_42!x"
ANSWERS = {"password": SECRET, "password_again": SECRET}
KIND = "dial-in-password"


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    product = give(erika, "dsl-50-24")
    DialInAccess.objects.create(product=product, username="nw4999999999@nordwerk.example")
    return product


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


@pytest.mark.parametrize(
    ("password", "count"),
    [
        ("Abcd-123", 0),
        ("x" * 32, 0),
        ("Abcd-12", 1),
        ("x" * 33, 1),
        ("Grüner-Baum", 1),
        ("mit Leerzeichen", 1),
        ("x-NUTZER@dsl-x", 1),  # contains the user name
        ("nutzer@ds", 1),  # is contained in it
    ],
)
def test_what_a_router_takes(password, count):
    username = "nutzer@dsl" if count else ""
    assert len(password_faults(password, username=username)) == count


def test_another_password(here, line):
    placed = order(here, KIND, line, ANSWERS)
    assert (placed.one_off, placed.monthly) == (Decimal("0.00"), Decimal("0.00"))
    assert placed.activation_on == date(2026, 11, 21)  # a Saturday is a Werktag
    assert "21.11.2026" in mail_of(placed).text
    assert DialInAccess.objects.get().password_changed_at is None
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    assert DialInAccess.objects.get().password_changed_at == done.completed_at
    assert mail_of(placed, "order_completed")


def test_the_day_before_nothing_has_changed(here, line):
    order(here, KIND, line, ANSWERS)
    carrier_works()
    assert DialInAccess.objects.get().password_changed_at is None


def test_the_password_travels_sealed_and_stays_nowhere(here, line):
    page = configure(here, KIND, line, ANSWERS)
    assert "gilt ab dem 21.11.2026" in page.content.decode()
    place(here, KIND, line, token_of(page))
    placed, message = Order.objects.get(), CarrierMessage.objects.get()
    assert placed.answers == {}
    assert message.payload["secrets"] == ["password"]
    kept = [
        page.content.decode(),
        json.dumps([placed.summary, placed.quote, message.payload]),
        message.sealed,
        *(json.dumps(draft.answers) + draft.sealed for draft in OrderDraft.objects.all()),
        *(json.dumps([entry.old, entry.new]) for entry in AuditEntry.objects.all()),
        *(mail.text + mail.html for mail in OutgoingMail.objects.all()),
    ]
    assert all(SECRET not in text for text in kept)


def test_the_user_name_in_the_password_is_refused(here, line):
    word = "nw4999999999@nordwerk.example"
    page = refused(here, KIND, line, {"password": word, "password_again": word})
    assert "darf Ihren Benutzernamen nicht enthalten" in page


def test_two_different_passwords_are_refused(here, line):
    page = refused(here, KIND, line, ANSWERS | {"password_again": "Funk-Turm_42!y"})
    assert "Die beiden Kennwörter sind nicht gleich" in page


@pytest.mark.parametrize("guessed", ["4999999999", "2026-11-20", KIND])
def test_what_stands_in_the_order_anyway_is_refused(here, line, guessed):
    """The carrier's message would show it outside its seal."""
    checked = configure(here, KIND, line, {"password": guessed, "password_again": guessed})
    if 'name="checked"' in checked.content.decode():
        page = place(here, KIND, line, token_of(checked)).content.decode()
        assert "zu leicht zu erraten" in page
    assert not Order.objects.exists()
    assert not CarrierMessage.objects.exists()


def test_not_offered_without_a_dial_in(here, erika):
    load_demo_catalogue()
    line = give(erika, "dsl-100-24")
    assert here.get(base(KIND, line)).status_code == 409
    assert base(KIND, line) not in here.get(f"/vertraege/{line.pk}/").content.decode()


def test_a_failing_order_changes_nothing(here, line):
    placed = order(here, KIND, line, ANSWERS)
    let_fail(placed)
    assert placed.state == OrderState.FAILED
    assert DialInAccess.objects.get().password_changed_at is None


def test_the_security_page_leads_there(here, line):
    page = here.get("/sicherheit/").content.decode()
    assert "Kennwort der Interneteinwahl" in page
    assert "nw4999999999@nordwerk.example" in page
    assert base(KIND, line) in page
    placed = order(here, KIND, line, ANSWERS)
    page = here.get("/sicherheit/").content.decode()
    assert base(KIND, line) not in page
    assert f"/auftraege/{placed.number}/" in page


def test_the_security_page_without_a_dial_in_says_nothing(here):
    assert "Interneteinwahl" not in here.get("/sicherheit/").content.decode()


def test_readers_see_the_dial_in_and_cannot_change_it(client, erika, line):
    log_in(client, make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x"))
    page = client.get("/sicherheit/").content.decode()
    assert "nw4999999999@nordwerk.example" in page
    assert base(KIND, line) not in page


def test_c14_a_password_that_can_no_longer_be_opened_is_asked_for_again(here, line):
    """As after a change of SECRET_KEY without fallback."""
    token = token_of(configure(here, KIND, line, ANSWERS))
    OrderDraft.objects.update(sealed="broken")
    page = place(here, KIND, line, token).content.decode()
    assert "geben Sie das Kennwort noch einmal ein" in page
    assert not Order.objects.exists()
    token = token_of(configure(here, KIND, line, ANSWERS))
    place(here, KIND, line, token)
    assert Order.objects.count() == 1
