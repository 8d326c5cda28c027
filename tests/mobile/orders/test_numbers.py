"""Swapping a number, bringing one along, taking one elsewhere (D7)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from accounts.models import LoginSession
from contracts.models import Product, ProductStatus
from contracts.orders.states import OrderState
from mobile.models import MobileNumber, NumberKind, PortingRelease
from tests.cast import log_in
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import base, configure, mail_of, order, refused, until_done
from tests.mobile.cast import NUMBER, give_mobile

TODAY = date(2026, 11, 20)
MINE = "+4917612345678"
PORT = {"number": "0176 12345678", "provider": "Fernfunk", "old_contract_ends_on": "", "wished_on": ""}
KNOWN = {"gone_known": "on"}


def numbers(contract: Product) -> list[tuple[str, str, date, date | None]]:
    return list(
        contract.mobile_numbers.order_by("valid_from", "pk").values_list(
            "number", "kind", "valid_from", "valid_to"
        )
    )


SINCE = date(2021, 3, 1)
BEFORE = [(NUMBER, "assigned", SINCE, None)]


def test_d7_a_swap_ends_the_old_number(here, contract):
    checked = configure(here, "number-swap", contract, KNOWN).content.decode()
    assert "eine Wunschnummer ist nicht möglich" in checked
    placed = order(here, "number-swap", contract, KNOWN)
    assert placed.activation_on == date(2026, 11, 24)
    assert (placed.monthly, placed.one_off) == (0, Decimal("24.95"))
    assert "24.11.2026" in mail_of(placed).text
    assert numbers(contract) == BEFORE
    done = until_done(placed)
    assert done.state == OrderState.COMPLETED
    old, new = numbers(contract)
    assert old == (NUMBER, "assigned", SINCE, date(2026, 11, 24))
    assert new[0].startswith("+491511")
    assert new[1:] == ("assigned", date(2026, 11, 24), None)
    assert MobileNumber.objects.get(valid_to=None).national in mail_of(placed, "order_completed").text


def test_d7_who_brings_a_number_along_is_not_told_that_we_assign_one(here, contract):
    checked = configure(here, "port-in", contract, PORT).content.decode()
    assert "Die jetzige Rufnummer geht an uns zurück" in checked
    assert "Wunschnummer" not in checked


def test_d7_a_swap_is_confirmed(here, contract):
    assert "Bitte bestätigen Sie, dass Sie das wissen." in refused(here, "number-swap", contract, {})


def test_d7_a_temporary_number_is_not_swapped_for_money(here, contract):
    contract.mobile_numbers.update(kind=NumberKind.TEMPORARY)
    assert "Ihre jetzige Rufnummer ist vorläufig" in refused(here, "number-swap", contract, KNOWN)


def test_d7_a_number_is_brought_along_and_the_temporary_one_goes_back(here, contract):
    contract.mobile_numbers.update(kind=NumberKind.TEMPORARY)
    placed = order(here, "port-in", contract, PORT | {"old_contract_ends_on": "2026-10-31"})
    assert placed.activation_on == date(2026, 11, 24)
    assert (placed.monthly, placed.one_off) == (0, 0)
    assert "24.11.2026" in mail_of(placed).text
    assert until_done(placed).state == OrderState.COMPLETED
    assert numbers(contract) == [
        (NUMBER, "temporary", SINCE, date(2026, 11, 24)),
        (MINE, "ported", date(2026, 11, 24), None),
    ]


def test_d7_a_wished_day_is_kept(here, contract):
    placed = order(here, "port-in", contract, PORT | {"wished_on": "2026-12-15"})
    assert placed.activation_on == date(2026, 12, 15)


@pytest.mark.parametrize(("days", "is_refused"), [(-30, False), (0, False), (90, False), (91, True)])
def test_d7_until_90_days_after_the_old_contract(here, contract, days, is_refused):
    ended = (TODAY - timedelta(days=days)).isoformat()
    page = configure(here, "port-in", contract, PORT | {"old_contract_ends_on": ended}).content.decode()
    assert ('name="checked"' not in page) == is_refused
    assert ("90 Tage" in page) == is_refused


def test_d7_open_ports_block_a_second(here, contract):
    placed = order(here, "port-in", contract, PORT)
    for kind, answers in (("port-in", PORT | {"number": "0176 99999999"}), ("number-swap", KNOWN)):
        assert f"Auftrag {placed.number}" in refused(here, kind, contract, answers)
    assert "Auftrag" in refused(here, "port-out", contract, KNOWN)


def test_d7_an_announced_number_blocks_another(here, contract):
    contract.mobile_numbers.update(kind=NumberKind.TEMPORARY, valid_to=date(2026, 12, 1))
    MobileNumber.objects.create(
        product=contract, number=MINE, kind=NumberKind.PORTED, valid_from=date(2026, 12, 1)
    )
    page = refused(here, "port-in", contract, PORT | {"number": "0176 99999999"})
    assert "ist schon auf dem Weg zu uns" in page


def test_d7_a_number_of_ours_is_not_brought_along(here, contract, firma):
    give_mobile(firma, mobile_number=MINE)
    assert "Diese Rufnummer ist schon bei uns." in refused(here, "port-in", contract, PORT)


def test_d7_no_fixed_line_number(here, contract):
    page = refused(here, "port-in", contract, PORT | {"number": "0511 123456"})
    assert "keine deutsche Mobilfunknummer" in page


def test_d7_a_release_has_a_last_day_and_is_free(here, contract, erika):
    placed = order(here, "port-out", contract, KNOWN)
    assert placed.activation_on == date(2026, 11, 24)
    assert (placed.monthly, placed.one_off) == (0, 0)
    assert "24.12.2026" in mail_of(placed).text
    assert not PortingRelease.objects.exists()
    assert until_done(placed).state == OrderState.COMPLETED
    release = PortingRelease.objects.get()
    assert (release.number, release.valid_from, release.valid_until) == (
        NUMBER, date(2026, 11, 24), date(2026, 12, 24),
    )  # fmt: skip
    assert numbers(contract) == BEFORE  # gone only when the other provider has fetched it
    with time_machine.travel(placed.placed_at + timedelta(days=5), tick=False):
        log_in(here, erika.login)
        LoginSession.objects.update(proof_at=timezone.now())
        assert "schon freigegeben, bis zum 24.12.2026" in refused(here, "port-out", contract, KNOWN)
        assert "24.12.2026" in refused(here, "number-swap", contract, KNOWN)


@pytest.mark.parametrize(("days", "status"), [(90, 200), (91, 409)])
def test_d7_also_after_the_end_of_our_contract(here, contract, days, status):
    ended = TODAY - timedelta(days=days)
    Product.objects.filter(pk=contract.pk).update(status=ProductStatus.TERMINATED, ends_on=ended)
    contract.mobile_numbers.update(valid_to=ended + timedelta(days=1))
    page = here.get(base("port-out", contract))
    assert page.status_code == status
    if status == 409:
        assert "90 Tage" in page.content.decode()
        return
    done = until_done(order(here, "port-out", contract, KNOWN))
    assert done.state == OrderState.COMPLETED
    assert PortingRelease.objects.get().valid_until == date(2026, 11, 24)


def test_d7_a_temporary_number_is_not_taken_along(here, contract):
    contract.mobile_numbers.update(kind=NumberKind.TEMPORARY)
    assert "vorläufige Rufnummer" in refused(here, "port-out", contract, KNOWN)


def test_a14_the_password_is_asked_again(here, contract):
    with time_machine.travel("2026-11-20 10:06+01:00", tick=False):
        assert here.get(base("port-out", contract)).headers["Location"].startswith("/anmelden/bestaetigen/")


@pytest.mark.parametrize(
    ("kind", "answers"), [("number-swap", KNOWN), ("port-in", PORT), ("port-out", KNOWN)]
)
def test_a_failed_order_changes_nothing(here, contract, kind, answers):
    assert let_fail(order(here, kind, contract, answers)).state == OrderState.FAILED
    assert numbers(contract) == BEFORE
    assert not PortingRelease.objects.exists()
