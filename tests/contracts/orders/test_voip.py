"""The superuser of a telephone system: created, given a new password, removed (C8, C14)."""

from datetime import date, datetime

import pytest
import time_machine

from contracts.models import Order, OrderDraft, Product, VoipSuperuser
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.audit.trail import system
from portal.carrier.delivery import deliver_waiting
from portal.carrier.models import CarrierMessage, SimulatedOrder
from portal.carrier.simulator import Simulator
from portal.carrier.steering import fail
from portal.lib.periods import BERLIN
from portal.outbox.models import OutgoingMail
from tests.cast import LONG_AGO, log_in
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    refused,
    until_done,
)
from tests.contracts.owned import give

CREATE, PASSWORD, REMOVE = "voip-superuser-create", "voip-superuser-password", "voip-superuser-remove"
SECRET = "Kranich-Teekanne-41"
ANSWERS = {"username": "zentrale", "password": SECRET, "repeated": SECRET}


@pytest.fixture
def line(firma) -> Product:
    load_demo_catalogue()
    return give(firma, "voip-anlage-4")


@pytest.fixture
def here(client, firma):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, firma.login)


@pytest.fixture
def superuser(line) -> VoipSuperuser:
    return VoipSuperuser.objects.create(
        product=line, username="zentrale", created_at=LONG_AGO, password_changed_at=LONG_AGO
    )


def test_c8_create(here, line):
    placed = order(here, CREATE, line, ANSWERS)
    assert placed.activation_on == date(2026, 11, 23)  # two Werktage
    assert (placed.monthly, placed.one_off) == (0, 0)
    assert "23.11.2026" in mail_of(placed).text
    assert not VoipSuperuser.objects.exists()
    assert until_done(placed).state == OrderState.COMPLETED  # nobody is there the day before
    made = VoipSuperuser.objects.get(product=line)
    assert made.username == "zentrale"
    assert made.created_at == made.password_changed_at == datetime(2026, 11, 23, 6, tzinfo=BERLIN)
    assert mail_of(placed, "order_completed")


def test_c14_the_password_reaches_the_carrier_and_stands_nowhere_else(here, line, monkeypatch):
    handed = []
    submit = Simulator.submit

    def listen(self, order):
        handed.append(dict(order.secrets))
        return submit(self, order)

    monkeypatch.setattr(Simulator, "submit", listen)
    placed = order(here, CREATE, line, ANSWERS)
    assert CarrierMessage.objects.get().sealed
    deliver_waiting(clock=lambda: placed.placed_at)
    assert handed == [{"password": SECRET}]
    assert CarrierMessage.objects.get().sealed == ""
    for model in (Order, OrderDraft, CarrierMessage, SimulatedOrder, AuditEntry, OutgoingMail):
        assert SECRET not in str(list(model.objects.values()))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"username": "admin"}, "„admin“ probieren Angreifer zuerst."),
        ({"username": "Zentrale 1"}, "Bitte verwenden Sie 4 bis 32 Kleinbuchstaben"),
        ({"username": "kranich-teekanne-41"}, "Das Kennwort darf nicht dem Benutzernamen"),
        ({"password": "Zentrale-2026"}, "Das Kennwort darf nicht dem Benutzernamen"),
        ({"password": "voip-anlage-4"}, "Das Kennwort darf nicht dem Benutzernamen"),
        ({"password": "VoIP-Superuser"}, "Das Kennwort darf nicht dem Benutzernamen"),
        ({"password": "Kranich-41"}, "braucht mindestens 12 Zeichen"),
        ({"password": "kranichteekanne"}, "Bitte verwenden Sie mindestens zwei davon"),
        ({"password": "Kränich-Teekanne-41"}, "Telefone können nicht jedes Zeichen eingeben."),
        ({"password": "Kranich Teekanne 41"}, "Telefone können nicht jedes Zeichen eingeben."),
        ({"password": "Leinetal-Kranich-4"}, "Ihren Namen oder Ihre Adresse"),
        ({"repeated": "Kranich-Teekanne-42"}, "Die beiden Kennwörter sind nicht gleich."),
    ],
    ids=str,
)
def test_c8_what_is_easy_to_guess_is_refused(here, line, answers, sentence):
    typed = {**ANSWERS, **answers}
    if "password" in answers:
        typed["repeated"] = answers["password"]
    assert sentence in refused(here, CREATE, line, typed)


def test_c8_a_user_name_of_another_line_is_refused(here, line, firma, superuser):
    second = give(firma, "voip-anlage-10")
    page = refused(here, CREATE, second, ANSWERS)
    assert "Den Benutzernamen „zentrale“ verwenden Sie schon für VoIP-Anlage 4." in page


def test_c8_a_new_password(here, line, superuser):
    placed = order(here, PASSWORD, line, {"password": SECRET, "repeated": SECRET})
    assert placed.activation_on == date(2026, 11, 21)
    assert "21.11.2026" in mail_of(placed).text
    superuser.refresh_from_db()
    assert superuser.password_changed_at == LONG_AGO
    until_done(placed)
    superuser.refresh_from_db()
    assert superuser.password_changed_at == datetime(2026, 11, 21, 6, tzinfo=BERLIN)
    assert (superuser.username, superuser.created_at) == ("zentrale", LONG_AGO)


def test_c8_a_new_password_like_the_user_name_is_refused(here, line, superuser):
    page = refused(here, PASSWORD, line, {"password": "Zentrale-2026", "repeated": "Zentrale-2026"})
    assert "Das Kennwort darf nicht dem Benutzernamen" in page


def test_c8_remove(here, line, superuser):
    placed = order(here, REMOVE, line, {"confirmed_name": "zentrale"})
    assert placed.activation_on == date(2026, 11, 21)
    assert "21.11.2026" in mail_of(placed).text
    assert VoipSuperuser.objects.exists()
    until_done(placed)
    assert not VoipSuperuser.objects.exists()
    entry = AuditEntry.objects.get(action="voip_superuser.removed")
    assert entry.old == {"username": "zentrale", "created_at": LONG_AGO.isoformat()}
    assert (entry.customer_id, entry.note) == (placed.customer_id, placed.number)


def test_c8_remove_needs_the_right_user_name(here, line, superuser):
    page = refused(here, REMOVE, line, {"confirmed_name": "empfang"})
    assert "Ihr Superuser hat einen anderen Benutzernamen." in page


def test_one_after_the_other(here, line, superuser):
    first = order(here, PASSWORD, line, {"password": SECRET, "repeated": SECRET})
    assert first.number in refused(here, REMOVE, line, {"confirmed_name": "zentrale"})


def test_only_what_makes_sense_is_offered(here, line, firma):
    def offered(product: Product) -> list[str]:
        page = here.get(f"/vertraege/{product.pk}/").content.decode()
        return [slug for slug in (CREATE, PASSWORD, REMOVE) if base(slug, product) in page]

    assert offered(line) == [CREATE]
    VoipSuperuser.objects.create(
        product=line, username="zentrale", created_at=LONG_AGO, password_changed_at=LONG_AGO
    )
    assert offered(line) == [PASSWORD, REMOVE]
    assert here.get(base(CREATE, line)).status_code == 409
    plain = give(firma, "fon-komfort")
    assert offered(plain) == []
    assert {here.get(base(slug, plain)).status_code for slug in (CREATE, PASSWORD, REMOVE)} == {409}


@pytest.mark.parametrize(
    ("slug", "answers"),
    [(PASSWORD, {"password": SECRET, "repeated": SECRET}), (REMOVE, {"confirmed_name": "zentrale"})],
)
def test_a_failed_order_changes_nothing(here, line, superuser, slug, answers):
    placed = order(here, slug, line, answers)
    carrier_works()
    fail(placed.number, "Technisch nicht möglich", actor=system("test"), now=placed.placed_at)
    assert until_done(placed).state == OrderState.FAILED
    superuser.refresh_from_db()
    assert (superuser.username, superuser.password_changed_at) == ("zentrale", LONG_AGO)


def test_a_failed_creation_leaves_nobody(here, line):
    placed = order(here, CREATE, line, ANSWERS)
    carrier_works()
    fail(placed.number, "Technisch nicht möglich", actor=system("test"), now=placed.placed_at)
    assert until_done(placed).state == OrderState.FAILED
    assert not VoipSuperuser.objects.exists()


def test_the_password_is_not_shown_again(here, line):
    shown = configure(here, CREATE, line, ANSWERS).content.decode()
    assert "wie eingegeben, es wird nicht angezeigt" in shown
    assert SECRET not in shown
    assert SECRET not in here.get(base(CREATE, line)).content.decode()
