"""Mobile numbers of the feed; a contract has one number at a time, and a number one contract."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from contracts.models import Product
from mobile.feed.contract_lines import ContractLine, NumberLine
from mobile.models import MobileNumber
from portal.carrier.feed import Header, LineFault
from portal.lib.periods import berlin_day

Batch = Sequence[tuple[int, ContractLine]]


def write_numbers(batch: Batch, products: dict[str, Product], header: Header) -> list[LineFault]:
    """What the file states holds; what it leaves out ended the day before the file was written."""
    stated = [(position, line) for position, line in batch if line.numbers is not None]
    known = _known(stated, products)
    today = berlin_day(header.created_at)
    gone: list[int] = []
    ended: list[MobileNumber] = []
    fresh: list[tuple[int, MobileNumber]] = []
    for position, line in stated:
        product = products[line.product]
        wanted = set(line.numbers or ())
        for row in known[product.pk]:
            if number_of(row) in wanted:
                wanted.discard(number_of(row))
            elif _never_held(row, line, today):
                gone.append(row.pk)
            elif row.valid_to is None or row.valid_to > today:
                row.valid_to = today
                ended.append(row)
        fresh += [
            (position, MobileNumber(product=product, **vars(number)))
            for number in sorted(wanted, key=lambda number: number.valid_from)
        ]
    MobileNumber.objects.filter(pk__in=gone).delete()
    MobileNumber.objects.bulk_update(ended, ["valid_to"])
    faults, free = _taken(fresh)
    MobileNumber.objects.bulk_create(free)
    return faults


def number_of(row: MobileNumber) -> NumberLine:
    """The row as a line of the feed would state it."""
    return NumberLine(row.number, row.kind, row.valid_from, row.valid_to)


def _known(batch: Batch, products: dict[str, Product]) -> dict[int, list[MobileNumber]]:
    rows: dict[int, list[MobileNumber]] = defaultdict(list)
    ids = [products[line.product].pk for _, line in batch]
    for row in MobileNumber.objects.filter(product_id__in=ids):
        rows[row.product_id].append(row)
    return rows


def _never_held(row: MobileNumber, line: ContractLine, today: date) -> bool:
    """Has not begun, or the file tells the same number's days otherwise."""
    return row.valid_from >= today or any(number.number == row.number for number in line.numbers or ())


def _taken(fresh: list[tuple[int, MobileNumber]]) -> tuple[list[LineFault], list[MobileNumber]]:
    """A number moves from one contract to another once the first one has given it up."""
    wanted = [row.number for _, row in fresh if row.valid_to is None]
    taken = set(
        MobileNumber.objects.filter(number__in=wanted, valid_to=None).values_list("number", flat=True)
    )
    faults = [
        LineFault(position, f"Number {row.number} belongs to another contract.")
        for position, row in fresh
        if row.valid_to is None and row.number in taken
    ]
    return faults, [row for _, row in fresh if row.valid_to is not None or row.number not in taken]
