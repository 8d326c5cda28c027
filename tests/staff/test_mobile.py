"""K2: the service centre finds customers by mobile number and card, and sees both."""

from datetime import date

import pytest
from django.test import Client

from mobile.models import MobileNumber, NumberKind, SimEvent, SimState
from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.mobile.cast import NOW, PIN, PUK, give_mobile, give_sim
from tests.staff.people import enter, make_staff

CUSTOMERS = "/verwaltung/accounts/customer/"
ICCID = "8949200000000004711"


@pytest.fixture
def contract(erika):
    load_demo_catalogue()
    product = give_mobile(erika)
    give_sim(product, SimState.BLOCKED_LOSS, position=2, iccid=ICCID)
    return product


@pytest.mark.parametrize(
    "words",
    [
        "0151 12345678",
        "01511 2345678",
        "+49 151 12345678",
        "0049 151 123 456 78",
        "+49 (0)151 / 12345678",
        ICCID,
        "8949 2000 0000 0004 711",
        "00004711",
    ],
)
def test_k2_a_customer_is_found_by_number_in_any_spelling_and_by_card(service: Client, contract, words):
    text = service.get(CUSTOMERS, {"q": words}, follow=True).content.decode()
    assert contract.customer.number in text


@pytest.mark.parametrize("words", ["0151 99999999", "01511 234567", "471"])
def test_k2_half_a_number_finds_nobody(service: Client, contract, words):
    text = service.get(CUSTOMERS, {"q": words}, follow=True).content.decode()
    assert f"{contract.customer.number}:" not in text
    assert "01511 2345678" not in text
    assert ICCID not in text


def test_k2_a_number_that_was_swapped_is_still_found(service: Client, contract):
    contract.mobile_numbers.update(valid_to=date(2026, 1, 1))
    MobileNumber.objects.create(
        product=contract, number="+4915112345000", kind=NumberKind.ASSIGNED, valid_from=date(2026, 1, 1)
    )
    text = service.get(CUSTOMERS, {"q": "0151 12345678"}, follow=True).content.decode()
    assert contract.customer.number in text


def test_k2_the_customer_page_shows_numbers_and_cards(service: Client, contract):
    text = service.get(f"{CUSTOMERS}{contract.customer_id}/change/").content.decode()
    assert "01511 2345678" in text
    assert ICCID in text
    assert "gesperrt nach Verlust" in text


def test_k2_a_card_is_read_with_its_history_and_without_its_codes(service: Client, contract):
    card = contract.sims.get(iccid=ICCID)
    SimEvent.objects.create(
        sim=card, old_state="active", new_state="blocked_loss", at=NOW, author="4999999999", reason="verloren"
    )
    assert ICCID in service.get("/verwaltung/mobile/simcard/", {"q": ICCID}).content.decode()
    text = service.get(f"/verwaltung/mobile/simcard/{card.pk}/change/").content.decode()
    assert "verloren" in text
    for secret in (PUK, card.pin_sealed, card.puk_sealed, f">{PIN}<"):
        assert secret not in text
    entry = AuditEntry.objects.get(action="simcard.viewed")
    assert (entry.customer_id, entry.subject_id) == (contract.customer_id, str(card.pk))


def test_k2_nobody_changes_a_card_here(service: Client, contract):
    card = contract.sims.get(iccid=ICCID)
    page = f"/verwaltung/mobile/simcard/{card.pk}"
    assert service.post(f"{page}/change/", {"state": "active"}).status_code == 403
    assert service.get(f"{page}/delete/").status_code == 403
    assert service.get("/verwaltung/mobile/simcard/add/").status_code == 403
    card.refresh_from_db()
    assert card.state == SimState.BLOCKED_LOSS


@pytest.mark.parametrize(
    ("group", "status"),
    [
        (StaffGroup.SERVICE, 200),
        (StaffGroup.LEAD, 200),
        (StaffGroup.AUDITOR, 200),
        (StaffGroup.BILLING, 403),
        (StaffGroup.CATALOGUE, 403),
    ],
)
def test_k1_who_sees_cards(contract, group, status):
    assert enter(make_staff("petra", group)).get("/verwaltung/mobile/simcard/").status_code == status
