"""Telephone numbers of telephony products; a number has one owner at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import F

from contracts.feed.product_lines import ProductLine
from contracts.models import PhoneNumber, Product
from portal.carrier.feed import Header, LineFault
from portal.lib.periods import berlin_day

Batch = Sequence[tuple[int, ProductLine]]


def write_numbers(batch: Batch, products: dict[str, Product], header: Header) -> list[LineFault]:
    """Numbers that the file states are the product's; those it leaves out were until the day before."""
    today = berlin_day(header.created_at)
    before = _current(products)
    given_up = [
        row.pk
        for _, line in batch
        for row in before[products[line.number].pk]
        if row.number not in _wanted(line)
    ]
    _end(given_up, today)
    faults = _taken(batch)
    faulty = {fault.line for fault in faults}
    PhoneNumber.objects.bulk_create(
        PhoneNumber(
            product=products[line.number], number=number, valid_from=_since(line, products, before, today)
        )
        for position, line in batch
        if position not in faulty
        for number in _wanted(line)
        if number not in {row.number for row in before[products[line.number].pk]}
    )
    return faults


def _current(products: dict[str, Product]) -> dict[int, list[PhoneNumber]]:
    rows: dict[int, list[PhoneNumber]] = defaultdict(list)
    ids = [product.pk for product in products.values()]
    for row in PhoneNumber.objects.filter(product_id__in=ids, valid_to=None):
        rows[row.product_id].append(row)
    return rows


def _wanted(line: ProductLine) -> tuple[str, ...]:
    return () if line.is_over else line.characteristics.phone_numbers


def _since(
    line: ProductLine, products: dict[str, Product], before: dict[int, list[PhoneNumber]], today: date
) -> date | None:
    """The first numbers are as old as the product; later ones begin with the file that brings them."""
    return today if before[products[line.number].pk] else line.columns["started_on"]


def _end(rows: list[int], today: date) -> None:
    """What began on this very day never held; everything else stays as a fact."""
    if rows:
        ended = PhoneNumber.objects.filter(pk__in=rows)
        ended.filter(valid_from__gte=today).delete()
        ended.update(valid_to=today)


def _taken(batch: Batch) -> list[LineFault]:
    wanted = {number for _, line in batch for number in _wanted(line)}
    rows = PhoneNumber.objects.filter(number__in=wanted, valid_to=None)
    owners = dict(rows.values_list("number", F("product__number")))
    return [
        LineFault(position, f"Number {number} belongs to product {owners[number]}.")
        for position, line in batch
        for number in _wanted(line)
        if owners.get(number, line.number) != line.number
    ]
