"""The demo's customers have products that the demo's catalogue knows."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.catalogue.store import read_file
from contracts.models import Mailbox, Order, OrderEvent, Product, ProductStatus
from portal.carrier.feed import import_path
from portal.demo.feed import ERIKA, FIRMA, NEWCOMER, write_feed
from portal.demo.filling import CATALOGUE
from portal.demo.products import starts_on, write_orders, write_products

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The files of a demo with forty customers beside the stars."""
    _content, catalogue = read_file(CATALOGUE.read_bytes())
    customers = tmp_path / "customers.jsonl"
    write_feed(customers, others=40, today=TODAY, created_at=NOW)
    write_products(tmp_path / "products.jsonl", customers, catalogue=catalogue, today=TODAY, created_at=NOW)
    write_orders(tmp_path / "orders.jsonl", today=TODAY, created_at=NOW)
    return tmp_path


@pytest.mark.django_db
def test_the_files_come_in_and_the_stars_have_what_they_show(files):
    import_path(files, now=NOW)
    erika = Product.objects.filter(customer__number=ERIKA.number)
    assert sorted(set(erika.values_list("family", flat=True))) == [
        "domain", "internet", "mail", "mailbox", "mobile", "software", "telephony", "tv",
    ]  # fmt: skip
    assert erika.get(family="telephony").numbers.count() == 3
    assert erika.filter(tv__isnull=False).count() == 1
    assert Mailbox.objects.filter(product__in=erika).count() == 3
    firma = Product.objects.filter(customer__number=FIRMA.number)
    assert firma.filter(family="domain").count() == 3
    assert firma.filter(voip_superuser__isnull=False).count() == 1
    order = Order.objects.get()
    assert (order.customer.number, order.state, order.product.status) == (
        NEWCOMER.number,
        "inProgress",
        ProductStatus.PENDING_ACTIVE,
    )
    assert order.activation_on == order.product.started_on
    assert OrderEvent.objects.count() == 2
    assert Product.objects.values("customer").distinct().count() == 43


def test_products_fit_the_catalogue(files):
    _content, catalogue = read_file(CATALOGUE.read_bytes())
    with (files / "products.jsonl").open(encoding="utf-8") as lines:
        next(lines)
        for line in map(json.loads, lines):
            offering = catalogue.offerings[line["productOffering"]["id"]]
            assert line["productPrice"]["monthly"] == f"{offering.price.monthly:.2f}"
            chosen = {option["id"] for option in line["productRelationship"]}
            assert chosen <= {*offering.options, *offering.barriers}, line["id"]


def test_the_same_day_gives_the_same_products(files, tmp_path):
    _content, catalogue = read_file(CATALOGUE.read_bytes())
    again = tmp_path / "again.jsonl"
    write_products(again, tmp_path / "customers.jsonl", catalogue=catalogue, today=TODAY, created_at=NOW)
    plain = [
        [line.split('"passwordHash"')[0] for line in path.read_text(encoding="utf-8").splitlines()]
        for path in (again, files / "products.jsonl")
    ]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("day", range(1, 15))
def test_a_technician_comes_on_a_weekday(day):
    today = date(2026, 11, day)
    assert starts_on(today).weekday() < 5
    assert 12 <= (starts_on(today) - today).days <= 14
