"""The demo's mobile contracts: every plan, cards in every state, numbers, settings, a year of usage."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.catalogue.items import Catalogue
from contracts.catalogue.store import read_file
from contracts.models import Product, ProductOption
from mobile.models import MobileNumber, NumberKind, ServiceSettings, SimCard, SimState, UsageCounter
from mobile.rules.data_packages import data_package_fault, suits
from portal.carrier.feed import import_path
from portal.demo.feed import ERIKA, FIRMA, write_feed
from portal.demo.filling import CATALOGUE, SIZES
from portal.demo.logins import ERIKA_CARD_END
from portal.demo.mobile import mobile_lines, write_sims
from portal.demo.products import write_products
from portal.demo.usage import write_usage

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)
THIS_MONTH = date(2026, 11, 1)


def catalogue() -> Catalogue:
    return read_file(CATALOGUE.read_bytes())[1]


def write(folder: Path, others: int = 40) -> Path:
    """The files of a demo with so many customers beside the stars."""
    customers, products = folder / "customers.jsonl", folder / "products.jsonl"
    write_feed(customers, others=others, today=TODAY, created_at=NOW)
    write_products(products, customers, catalogue=catalogue(), today=TODAY, created_at=NOW)
    write_sims(folder / "sims.jsonl", products, created_at=NOW)
    write_usage(folder / "usage.jsonl", products, catalogue=catalogue(), today=TODAY, created_at=NOW)
    return folder


@pytest.mark.django_db
def test_cards_numbers_settings_and_usage_come_in(tmp_path: Path):
    import_path(write(tmp_path), now=NOW)
    contracts = Product.objects.filter(family="mobile")
    begun = contracts.exclude(status="pendingActive")
    assert begun.count() > 20
    for contract in begun:
        assert contract.sims.current().exists()
        assert MobileNumber.objects.filter(product=contract).valid_on(TODAY).count() == 1
        assert contract.usage.filter(period_start=THIS_MONTH).exists()
    assert not UsageCounter.objects.filter(product__status="pendingActive").exists()
    assert UsageCounter.objects.filter(throttled_from__isnull=False).exists()
    assert UsageCounter.objects.filter(period_start=date(2025, 11, 1)).exists()
    assert MobileNumber.objects.filter(kind=NumberKind.PORTED, valid_from__gt=TODAY).count() == 1
    assert ServiceSettings.objects.filter(caller_id_suppressed=True).exists()
    for state in (SimState.BLOCKED_LOSS, SimState.BLOCKED_PIN, SimState.DEAD, SimState.REPLACED):
        assert SimCard.objects.filter(state=state).exists(), state
    assert SimCard.objects.exclude(replaced_by=None).count() == 1


@pytest.mark.django_db
def test_the_stars_have_a_multicard_and_a_fleet(tmp_path: Path):
    import_path(write(tmp_path, others=0), now=NOW)
    erika = Product.objects.filter(customer__number=ERIKA.number)
    flat = erika.get(offering="mobil-allnet-3-24")
    assert list(flat.sims.values_list("position", "state")) == [(1, "active"), (2, "inactive")]
    assert flat.sims.get(position=2).iccid.endswith(ERIKA_CARD_END)
    assert dict(flat.usage.filter(period_start=THIS_MONTH).values_list("kind", "allowance")) == {
        "minutes": None,
        "sms": None,
        "data": 3_000_000_000,
    }
    surf = erika.get(offering="mobil-surfsim-1-24")
    assert set(surf.usage.values_list("kind", flat=True)) == {"data"}
    fleet = Product.objects.filter(customer__number=FIRMA.number, family="mobile")
    assert fleet.filter(offering="mobil-allnet-5-24").count() == 4
    assert fleet.filter(offering="mobil-surfsim-3-24").count() == 1
    assert SimCard.objects.filter(product__in=fleet, state=SimState.BLOCKED_LOSS).count() == 1
    assert ProductOption.objects.filter(product__in=fleet, code="mobil-barrier-roaming-data").count() == 5


def test_eighty_customers_and_every_kind_of_plan(tmp_path: Path):
    folder = write(tmp_path, others=SIZES["full"].others)
    contracts = list(mobile_lines(folder / "products.jsonl"))
    assert len({contract["customer"] for contract in contracts}) >= 80
    plans = {catalogue().offerings[contract["productOffering"]["id"]].line for contract in contracts}
    assert plans == {"mobil-community", "mobil-smart", "mobil-allnet", "mobil-surfsim"}
    with (folder / "sims.jsonl").open(encoding="utf-8") as lines:
        next(lines)
        cards = [card for line in map(json.loads, lines) for card in line["simCards"]]
    assert {card["state"] for card in cards} == set(SimState.values)
    assert len({card["iccid"] for card in cards}) == len(cards)


def test_options_fit_the_plans(tmp_path: Path):
    known = catalogue()
    for contract in mobile_lines(write(tmp_path, others=SIZES["full"].others) / "products.jsonl"):
        plan = known.offerings[contract["productOffering"]["id"]]
        codes = [option["id"] for option in contract["productRelationship"] if option["role"] == "option"]
        options = [known.options[code] for code in codes]
        for option in options:
            others = [other for other in options if other is not option]
            assert option.code in plan.options
            assert suits(plan, option)
            assert not option.group or option.group not in {other.group for other in others}
            assert data_package_fault(plan, others, option) == ""


def test_the_same_day_gives_the_same_cards_and_usage(tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir(), other.mkdir()
    for name in ("sims.jsonl", "usage.jsonl"):
        assert (write(one) / name).read_text() == (write(other) / name).read_text()
