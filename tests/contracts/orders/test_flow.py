"""The four steps of every order: what a hostile, an impatient and a forgetful customer may not achieve."""

import hashlib
import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core import signing
from django.test import Client

from accounts.models import Login
from contracts.models import CatalogueVersion, Order, OrderDraft, Product
from portal.carrier.models import CarrierMessage
from portal.outbox.models import OutgoingMail
from tests.cast import log_in
from tests.contracts.catalogue_data import demo_content, load_demo_catalogue
from tests.contracts.orders.ordering import TOKEN, base, configure, order, place, token_of
from tests.contracts.owned import give

NEW = {"offering": "dsl-100-24"}


@pytest.fixture
def line(erika) -> Product:
    load_demo_catalogue()
    return give(erika, "dsl-50-24")


@pytest.fixture
def here(client, erika):
    with time_machine.travel("2026-11-20 10:00+01:00", tick=False):
        yield log_in(client, erika.login)


def seal_in(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page
    return found[1]


def nothing_ordered() -> bool:
    return not (
        Order.objects.exists()
        or CarrierMessage.objects.exists()
        or OutgoingMail.objects.filter(kind__startswith="order").exists()
    )


def test_order_mail_message_and_event_are_one_transaction(here, line):
    placed = order(here, "bandwidth", line, NEW)
    assert placed.events.count() == 1
    assert CarrierMessage.objects.get().order_number == placed.number
    assert OutgoingMail.objects.filter(kind="order_placed").count() == 1


def test_price_term_and_dates_stand_above_the_one_button(here, line):
    page = configure(here, "bandwidth", line, NEW).content.decode()
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    facts = ["39,90", "26.11.2026", "Erster Monat", "Mindestlaufzeit", "Kündigungsfrist"]
    button = text.index("Kostenpflichtig beauftragen")
    assert all(0 < text.index(fact) < button for fact in facts)
    assert text.count("Kostenpflichtig beauftragen") == 1


def test_the_check_page_cannot_be_skipped(here, line):
    configure(here, "bandwidth", line, NEW)
    page = place(here, "bandwidth", line, "")
    assert "Bitte prüfen Sie zuerst Ihren Auftrag" in page.content.decode()
    forged = signing.dumps([str(OrderDraft.objects.get().key), "0" * 64, ""], salt="somewhere.else")
    place(here, "bandwidth", line, forged)
    assert nothing_ordered()


def test_a_seal_for_other_answers_orders_nothing(here, line):
    first = token_of(configure(here, "bandwidth", line, {"offering": "dsl-250-24"}))
    configure(here, "bandwidth", line, NEW)  # changed their mind in another tab
    page = place(here, "bandwidth", line, first)
    assert "Bitte prüfen Sie zuerst Ihren Auftrag" in page.content.decode()
    assert nothing_ordered()


def test_a_seal_of_another_login_orders_nothing(here, line, firma):
    token = token_of(configure(here, "bandwidth", line, NEW))
    stranger = log_in(Client(), firma.login)
    stranger.post(f"{base('bandwidth', line)}beauftragen/", {"checked": token})
    assert nothing_ordered()


def test_a_seal_of_another_kind_orders_nothing(here, line):
    token = token_of(configure(here, "bandwidth", line, NEW))
    account = give(line.customer, "security-1", number="S-1")
    here.post(f"/bestellen/termination/{account.pk}/beauftragen/", {"checked": token})
    assert nothing_ordered()


def test_a_strangers_product_is_not_there(here, firma):
    load_demo_catalogue()
    theirs = give(firma, "dsl-50-business")
    assert here.get(base("bandwidth", theirs)).status_code == 404
    assert here.post(base("bandwidth", theirs), NEW).status_code == 404
    assert nothing_ordered()


@pytest.mark.parametrize("offering", ["fibre-1000-24", "dsl-50-business", "dsl-6", "no-such", ""])
def test_what_is_not_offered_cannot_be_chosen(here, line, offering):
    page = configure(here, "bandwidth", line, {"offering": offering}).content.decode()
    assert "error-summary" in page
    assert nothing_ordered()


def test_double_click_gives_one_order(here, line):
    token = token_of(configure(here, "bandwidth", line, NEW))
    first, second = (place(here, "bandwidth", line, token) for _ in range(2))
    assert Order.objects.count() == 1
    number = Order.objects.get().number
    assert number in first.content.decode()
    assert number in second.content.decode()
    assert OutgoingMail.objects.filter(kind="order_placed").count() == 1


def test_the_back_button_shows_the_form_again_and_a_second_order_is_refused(here, line):
    placed = order(here, "bandwidth", line, NEW)
    assert here.get(f"{base('bandwidth', line)}pruefen/").status_code == 302
    page = configure(here, "bandwidth", line, {"offering": "dsl-250-24"}).content.decode()
    assert f"Auftrag {placed.number} ist noch offen" in page
    assert Order.objects.count() == 1


def test_two_tabs_with_the_same_answers_give_one_order(here, line):
    tokens = [token_of(configure(here, "bandwidth", line, NEW)) for _ in range(2)]
    for token in tokens:
        place(here, "bandwidth", line, token)
    assert Order.objects.count() == 1


def test_logged_out_in_the_middle_the_choice_is_still_there(here, line, erika):
    configure(here, "bandwidth", line, NEW)
    here.logout()
    log_in(here, erika.login)
    checked = here.get(f"{base('bandwidth', line)}pruefen/")
    place(here, "bandwidth", line, token_of(checked))
    assert Order.objects.count() == 1


def test_a_stale_price_is_not_ordered(here, line):
    token = token_of(configure(here, "bandwidth", line, NEW))
    version = CatalogueVersion.objects.get()
    content = demo_content()
    for entry in content["productOffering"]:
        if entry["id"] == "dsl-100-24":
            entry["productOfferingPrice"][0]["price"]["value"] = "41.90"
    CatalogueVersion.objects.filter(pk=version.pk).update(valid_to=date(2026, 11, 20))
    CatalogueVersion.objects.create(
        version="2026-11-dearer",
        valid_from=date(2026, 11, 20),
        content=content,
        sha256="1" * 64,
        loaded_at=version.loaded_at,
    )
    page = place(here, "bandwidth", line, token).content.decode()
    assert "Preis oder Termin haben sich geändert" in page
    assert "41,90" in page
    assert nothing_ordered()
    place(here, "bandwidth", line, seal_in(page))
    assert Order.objects.get().monthly == Decimal("41.90")


def test_after_midnight_the_date_is_another_one(here, line):
    with time_machine.travel("2026-11-20 23:55+01:00", tick=False):
        log_in(here, Login.objects.get(identifier=line.customer.number))
        token = token_of(configure(here, "bandwidth", line, NEW))
    with time_machine.travel("2026-11-21 00:05+01:00", tick=False):
        page = place(here, "bandwidth", line, token).content.decode()
    assert "Preis oder Termin haben sich geändert" in page
    assert nothing_ordered()


def test_the_contract_summary_belongs_to_the_answers(here, line):
    first = configure(here, "bandwidth", line, NEW).content.decode()
    link = re.search(r"/bestellen/zusammenfassung/[0-9a-f-]+\.pdf", first)
    assert link
    pdf = here.get(link[0])
    assert pdf["Content-Type"] == "application/pdf"
    placed_page = place(here, "bandwidth", line, seal_in(first))
    placed = Order.objects.get()
    assert placed.summary_sha256 == hashlib.sha256(pdf.content).hexdigest()
    assert placed_page.status_code == 200


def test_discarding_forgets_the_choice(here, line):
    configure(here, "bandwidth", line, NEW)
    here.post(f"{base('bandwidth', line)}verwerfen/")
    assert not OrderDraft.objects.exists()
    assert nothing_ordered()


def test_those_who_only_read_order_nothing(line, client, steuerberater):
    log_in(client, steuerberater.login)
    assert client.get(base("bandwidth", line)).status_code == 403
