"""PIN and PUK: shown after the password, audited, mailed, sent by letter; and nowhere else (D5, A14, C14)."""

import json
import logging
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.core.cache import cache
from django.db import connection

from contracts.models import Order, OrderDraft, OrderEvent
from contracts.orders.states import OrderState
from mobile.models import SimCard, SimState
from mobile.secrets import seal_pin, seal_puk
from portal.audit.models import AuditEntry
from portal.carrier.models import CarrierMessage, SimulatedOrder
from portal.outbox.models import OutgoingMail
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, mail_of, order, refused, until_done
from tests.mobile.cast import PIN, PUK, give_mobile, give_sim
from tests.mobile.orders.blocking import block

KIND = "puk-information"
S = SimState


def page_of(sim: SimCard) -> str:
    return f"/mobilfunk/{sim.product_id}/karten/{sim.pk}/pin-puk/"


@pytest.fixture
def card(contract) -> SimCard:
    return contract.sims.get()


def test_d5_shown_audited_and_mailed_each_time(here, card, erika):
    for count in (1, 2):
        page = here.get(page_of(card))
        text = page.content.decode()
        assert PIN in text
        assert PUK in text
        assert "no-store" in page.headers["Cache-Control"]
        entries = AuditEntry.objects.filter(action="sim.codes_viewed", subject_id=str(card.pk))
        assert entries.count() == count
        assert entries.latest("pk").customer_id == erika.customer.pk
        mails = OutgoingMail.objects.filter(kind="puk_viewed")
        assert mails.count() == count
        assert card.short_iccid in mails.latest("pk").text


def test_a14_the_password_is_asked_again(here, card):
    with time_machine.travel("2026-11-20 10:06+01:00", tick=False):
        page = here.get(page_of(card))
    assert page.headers["Location"].startswith("/anmelden/bestaetigen/")
    assert not AuditEntry.objects.filter(action="sim.codes_viewed").exists()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (S.DEAD, "Keine PUK öffnet diese Karte mehr"),
        (S.REPLACED, "Diese Karte wurde ersetzt."),
        (S.ORDERED, "noch nicht verschickt"),
    ],
)
def test_d5_a_puk_that_is_of_no_use_is_not_shown(here, card, state, sentence):
    SimCard.objects.update(state=state)
    page = here.get(page_of(card))
    assert page.status_code == 409
    text = page.content.decode()
    assert sentence in text
    assert PUK not in text
    assert not AuditEntry.objects.filter(action="sim.codes_viewed").exists()
    assert not OutgoingMail.objects.filter(kind="puk_viewed").exists()


def test_d5_an_unknown_puk_comes_by_letter(here, card):
    SimCard.objects.update(pin_sealed="", puk_sealed="")
    page = here.get(page_of(card))
    assert page.status_code == 409
    assert base(KIND, card.product) in page.content.decode()


def test_d5_a_seal_that_does_not_open_says_so(here, card):
    SimCard.objects.update(puk_sealed="x")
    page = here.get(page_of(card))
    assert page.status_code == 503
    assert "Die Codes können gerade nicht angezeigt werden." in page.content.decode()
    assert not OutgoingMail.objects.filter(kind="puk_viewed").exists()


def test_d5_a_strangers_card_or_contract_is_404(here, card, firma):
    other = give_mobile(firma, mobile_number="+4915199999999").sims.get()
    assert here.get(page_of(other)).status_code == 404
    assert here.get(f"/mobilfunk/{other.product_id}/karten/{card.pk}/pin-puk/").status_code == 404


def test_d5_the_letter(here, card, contract):
    placed = order(here, KIND, contract, {"sim": card.pk})
    assert placed.activation_on == date(2026, 11, 20)
    assert (placed.monthly, placed.one_off) == (0, 0)
    mail = mail_of(placed).text
    assert "20.11.2026" in mail
    assert "Mailänder Straße 2" in mail
    card.refresh_from_db()
    assert card.puk_letter_at is None
    assert until_done(placed).state == OrderState.COMPLETED
    card.refresh_from_db()
    assert card.puk_letter_at is not None
    assert "Die PUK ging am 20.11.2026 per Brief an Sie." in here.get(page_of(card)).content.decode()


def test_d5_no_letter_for_a_dead_card(here, card, contract):
    give_sim(contract, S.ACTIVE, 2)
    SimCard.objects.filter(pk=card.pk).update(state=S.DEAD)
    assert "Keine PUK öffnet diese Karte mehr" in refused(here, KIND, contract, {"sim": card.pk})


def test_d5_no_letter_without_an_address(here, card, contract, erika):
    erika.customer.addresses.all().delete()
    assert "Wir kennen keine Adresse für einen Brief." in refused(here, KIND, contract, {"sim": card.pk})


def test_a_failed_order_changes_nothing(here, card, contract):
    assert let_fail(order(here, KIND, contract, {"sim": card.pk})).state == OrderState.FAILED
    card.refresh_from_db()
    assert card.puk_letter_at is None


def everything_written() -> str:
    """Every row that an order, a mail or the trail has left, whatever column it is in."""
    models: tuple[Any, ...] = (
        AuditEntry,
        OutgoingMail,
        Order,
        OrderEvent,
        OrderDraft,
        CarrierMessage,
        SimulatedOrder,
    )
    rows = [json.loads(serializers.serialize("json", model.objects.all())) for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(session_data, ' '), '') FROM django_session")
        sessions = cursor.fetchone()[0]
    return json.dumps(rows, ensure_ascii=False) + sessions


def test_c14_neither_code_is_anywhere_else(here, card, contract, caplog):
    """Logs at the lowest level, audit, mails, orders, messages to the carrier, sessions, cache."""
    puk, pin = "Puk-90817263", "Pin-8031"  # what no date and no number contains
    SimCard.objects.update(
        pin_sealed=seal_pin(pin, iccid=card.iccid), puk_sealed=seal_puk(puk, iccid=card.iccid)
    )
    with caplog.at_level(logging.DEBUG):
        page = here.get(page_of(card)).content.decode()
        assert puk in page
        assert pin in page
        until_done(order(here, KIND, contract, {"sim": card.pk}))
        address = "Erika Mustermann, Mailänder Straße 2, 30539 Hannover"
        block(here, contract, card.pk)
        order(here, "sim-replacement", contract, {"sim": card.pk, "reason": "lost", "address": address})
        other_pages = [here.get(path).content.decode() for path in ("/", "/auftraege/", "/sicherheit/")]
        other_pages.append(here.get(f"/vertraege/{contract.pk}/").content.decode())
    written = everything_written()
    assert "sim.codes_viewed" in written
    keys = cache._cache.get_client().keys("*")  # the Redis behind it
    cached = b" ".join(cache._cache.get_client().get(key) or b"" for key in keys)
    for code in (puk, pin):
        assert code not in written
        assert code not in caplog.text
        assert code.encode() not in cached
        assert not any(code in page for page in other_pages)
