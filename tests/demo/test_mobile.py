"""The demo's mobile contracts have cards, numbers, settings and usage."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.catalogue.store import read_file
from contracts.models import Product
from mobile.models import MobileNumber, SimCard, SimState, UsageCounter
from portal.carrier.feed import import_path
from portal.demo.feed import ERIKA, write_feed
from portal.demo.filling import CATALOGUE
from portal.demo.mobile import write_sims, write_usage
from portal.demo.products import write_products

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def write(folder: Path) -> Path:
    """The files of a demo with twenty customers beside the stars."""
    _content, catalogue = read_file(CATALOGUE.read_bytes())
    customers, products = folder / "customers.jsonl", folder / "products.jsonl"
    write_feed(customers, others=20, today=TODAY, created_at=NOW)
    write_products(products, customers, catalogue=catalogue, today=TODAY, created_at=NOW)
    write_sims(folder / "sims.jsonl", products, created_at=NOW)
    write_usage(folder / "usage.jsonl", products, catalogue=catalogue, today=TODAY, created_at=NOW)
    return folder


@pytest.mark.django_db
def test_every_mobile_contract_has_a_card_a_number_and_usage(tmp_path: Path):
    import_path(write(tmp_path), now=NOW)
    contracts = Product.objects.filter(family="mobile")
    assert contracts.count() > 10
    for contract in contracts:
        assert contract.sims.filter(state=SimState.ACTIVE).count() == 1
        assert MobileNumber.objects.filter(product=contract).valid_on(TODAY).count() == 1
        assert contract.usage.filter(period_start=TODAY.replace(day=1)).exists()
    erika = contracts.filter(customer__number=ERIKA.number)
    assert SimCard.objects.filter(product__in=erika, state=SimState.INACTIVE).count() == 1
    surf = erika.get(offering="mobil-surfsim-1-24")
    assert set(surf.usage.values_list("kind", flat=True)) == {"data"}
    flat = erika.get(offering="mobil-allnet-3-24").usage.filter(period_start=TODAY.replace(day=1))
    assert dict(flat.values_list("kind", "allowance")) == {
        "minutes": None,
        "sms": None,
        "data": 3_000_000_000,
    }
    assert UsageCounter.objects.filter(throttled_from__isnull=False).exists()


def test_the_same_day_gives_the_same_cards_and_usage(tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir(), other.mkdir()
    for name in ("sims.jsonl", "usage.jsonl"):
        assert (write(one) / name).read_text() == (write(other) / name).read_text()
