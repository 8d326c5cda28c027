"""The loss block: no check page, at once, also while the carrier is away; nobody is told that a card is safe that is
not (C2, D3)."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from contracts.models import CatalogueVersion, Order, OrderDraft
from contracts.orders.states import OrderState
from mobile.models import SimCard, SimState
from portal.carrier.delivery import deliver_waiting
from portal.carrier.models import CarrierMessage
from portal.outbox.models import OutgoingMail
from tests.carrier.conftest import server  # noqa: F401 a fixture
from tests.carrier.tmf_server import BROKEN
from tests.contracts.catalogue_data import demo_content
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, carrier_works, mail_of, until_done
from tests.contracts.owned import give
from tests.mobile.cast import NOW, give_mobile, give_sim
from tests.mobile.feeding import take, write
from tests.mobile.orders.blocking import KIND, block, press, token_on

S = SimState


def states(contract) -> list[str]:
    return list(contract.sims.order_by("position").values_list("state", flat=True))


def test_d3_one_form_blocks_at_once(here, contract):
    page = here.get(base(KIND, contract)).content.decode()
    assert "spätestens am 24.11.2026" in page  # three Werktage from a Friday
    assert settings.BRAND.night_lines[0].number in page
    placed = block(here, contract, contract.sims.get().pk)
    assert (placed.state, placed.activation_on) == (OrderState.ACKNOWLEDGED, date(2026, 11, 20))
    assert (placed.monthly, placed.one_off) == (0, 0)
    assert states(contract) == [S.BLOCKED_LOSS]
    mail = mail_of(placed).text
    assert "20.11.2026" in mail
    assert "sofort, spätestens am 24.11.2026" in mail
    assert settings.BRAND.night_lines[0].number in mail
    confirmed = here.get(f"/auftraege/{placed.number}/bestaetigung/").content.decode()
    assert "Wir haben Ihre Karte als gesperrt vermerkt." in confirmed
    assert settings.BRAND.night_lines[0].number in confirmed
    assert not OrderDraft.objects.exists()
    assert until_done(placed).state == OrderState.COMPLETED
    assert states(contract) == [S.BLOCKED_LOSS]
    assert mail_of(placed, "order_completed")


def test_d3_a_second_press_is_the_same_order_and_another_choice_another(here, contract):
    first, second = contract.sims.get(), give_sim(contract, S.ACTIVE, 2)
    token = token_on(here.get(base(KIND, contract)))
    pages = [press(here, contract, first.pk, token).content.decode() for _ in range(2)]
    placed = Order.objects.get()
    assert all(placed.number in page for page in pages)
    press(here, contract, second.pk, token)  # "back", then the other card
    assert Order.objects.count() == CarrierMessage.objects.count() == 2
    assert states(contract) == [S.BLOCKED_LOSS, S.BLOCKED_LOSS]


def test_d4_all_cards_of_a_multicard(here, contract):
    give_sim(contract, S.INACTIVE, 2)
    give_sim(contract, S.ORDERED, 3)
    placed = block(here, contract, "all")
    assert states(contract) == [S.BLOCKED_LOSS, S.BLOCKED_LOSS, S.ORDERED]
    assert len(CarrierMessage.objects.get(order_number=placed.number).payload["items"]) == 2
    token = token_on(here.get(base(KIND, contract)))
    page = press(here, contract, "all", token).content.decode()
    assert "Alle Ihre Karten sind schon gesperrt." in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [(S.ORDERED, "noch nicht verschickt"), (S.BLOCKED_LOSS, "Die Karte ist schon gesperrt.")],
)
def test_d3_what_cannot_be_blocked(here, contract, state, sentence):
    card = give_sim(contract, state, 2)
    token = token_on(here.get(base(KIND, contract)))
    assert sentence in press(here, contract, card.pk, token).content.decode()
    assert not Order.objects.exists()


def test_d3_a_dead_card_has_nothing_to_block(here, contract):
    contract.sims.update(state=S.DEAD)
    page = here.get(base(KIND, contract))
    assert page.status_code == 409
    assert "es gibt nichts zu sperren" in page.content.decode()


def test_c2_no_form_of_ours_no_order(here, contract):
    for token in ("", "made-up"):
        page = press(here, contract, contract.sims.get().pk, token).content.decode()
        assert "Bitte drücken Sie noch einmal auf den Knopf" in page
    assert not Order.objects.exists()
    assert states(contract) == [S.ACTIVE]


def test_c2_a_strangers_card_is_not_blocked(here, contract, firma):
    other = give_mobile(firma, mobile_number="+4915199999999").sims.get()
    token = token_on(here.get(base(KIND, contract)))
    assert not Order.objects.exists()
    press(here, contract, other.pk, token)
    other.refresh_from_db()
    assert other.state == S.ACTIVE


@pytest.mark.usefixtures("server")
def test_d3_while_the_carrier_is_away_it_is_queued_said_and_done_once(here, contract, server):  # noqa: F811
    server.faults["POST"].extend([BROKEN] * 3)
    placed = block(here, contract, contract.sims.get().pk)
    carrier_works()
    placed.refresh_from_db()
    assert placed.carrier_received_at is None
    assert states(contract) == [S.BLOCKED_LOSS]
    page = here.get(f"/auftraege/{placed.number}/bestaetigung/").content.decode()
    assert "Die Sperre ist unterwegs zum Netz" in page
    for hours in range(1, 30, 3):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            deliver_waiting(clock=timezone.now)
    assert server.counts == Counter({placed.number: 1})
    placed.refresh_from_db()
    assert placed.carrier_received_at is not None
    (request,) = [body for method, _path, body, _headers in server.requests if method == "POST"][-1:]
    assert {"name": "simAction", "value": "block"} in request["productOrderItem"][0]["product"][
        "productCharacteristic"
    ]


def test_d3_a_feed_of_a_carrier_that_does_not_know_yet_lifts_no_block(here, contract, tmp_path):
    card = contract.sims.get()
    placed = block(here, contract, card.pk)
    line = {"product": contract.number, "simCards": [{"iccid": card.iccid, "state": "active"}]}
    take(write(tmp_path, "sims", line, created="2026-11-21T06:00:00+01:00"))
    assert states(contract) == [S.BLOCKED_LOSS]
    until_done(placed)
    take(write(tmp_path, "sims", line, created="2026-11-22T06:00:00+01:00", name="b.jsonl"))
    assert states(contract) == [S.ACTIVE]  # the service centre has lifted it


@pytest.mark.parametrize("before", [S.SENT, S.INACTIVE, S.ACTIVE, S.BLOCKED_PIN])
def test_d3_a_block_that_finally_fails_is_taken_back_and_told(here, contract, before):
    contract.sims.update(state=before)
    placed = let_fail(block(here, contract, contract.sims.get().pk), "Die Karte ist unbekannt.")
    assert placed.state == OrderState.FAILED
    assert states(contract) == [before]
    mail = mail_of(placed, "order_failed").text
    assert "Die Karte ist unbekannt." in mail
    assert "Die Karte funktioniert vielleicht noch." in mail
    assert settings.BRAND.night_lines[0].number in mail
    staff = OutgoingMail.objects.get(kind="sim_block_failed")
    assert staff.to == settings.BRAND.email
    assert placed.number in staff.text
    page = here.get(f"/auftraege/{placed.number}/").content.decode()
    assert "Die Karte funktioniert vielleicht noch." in page


def test_d3_customers_cannot_take_it_back(here, contract):
    placed = block(here, contract, contract.sims.get().pk)
    here.post(f"/auftraege/{placed.number}/stornieren/", {"_customer": contract.customer.number})
    placed.refresh_from_db()
    assert placed.state == OrderState.ACKNOWLEDGED
    assert here.get(base("sim-unblock", contract)).status_code == 409


def test_the_start_page_leads_to_each_living_card(here, contract, erika):
    page = here.get("/").content.decode()
    card = contract.sims.get()
    assert f"/bestellen/sim-block/{contract.pk}/?cards={card.pk}" in page
    SimCard.objects.update(state=S.BLOCKED_LOSS)
    assert "/bestellen/sim-block/" not in here.get("/").content.decode()


def price_list(fee: str, lead_time_days: int = 0) -> None:
    """The demo's catalogue with another price and lead time of the block, in force from today."""
    content = demo_content()
    content["catalogue"]["validFrom"] = "2026-11-20"
    service = next(entry for entry in content["orderService"] if entry["id"] == KIND)
    service |= {"fee": {"unit": "EUR", "value": fee}, "leadTimeDays": lead_time_days}
    CatalogueVersion.objects.update(valid_to=date(2026, 11, 20))
    CatalogueVersion.objects.create(
        version=f"block-{fee}", valid_from=date(2026, 11, 20), content=content, sha256="1" * 64, loaded_at=NOW
    )


def test_c3_a_price_stands_above_the_button_that_names_it(here, contract):
    price_list("4.95", lead_time_days=3)
    page = here.get(base(KIND, contract)).content.decode()
    assert page.index("4,95") < page.index("Kostenpflichtig beauftragen")
    assert "Die Sperre wirkt am 24.11.2026." in page
    placed = block(here, contract, contract.sims.get().pk)
    assert (placed.one_off, placed.activation_on) == (Decimal("4.95"), date(2026, 11, 24))
    assert until_done(placed).state == OrderState.COMPLETED


def test_c3_a_price_that_the_form_did_not_show_is_refused(here, contract):
    token = token_on(here.get(base(KIND, contract)))
    price_list("4.95")
    page = press(here, contract, contract.sims.get().pk, token).content.decode()
    assert "geändert" in page
    assert not Order.objects.exists()
    assert states(contract) == [S.ACTIVE]


def test_not_offered_for_other_products(here, contract, erika):
    assert here.get(base(KIND, give(erika, "tv-basis"))).status_code == 409
